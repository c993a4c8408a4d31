from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync_results.domain.issues import ALL_RECORDS
from psasync_results.domain.retries import requests, retriable

ISSUES = st.lists(
    st.fixed_dictionaries(
        {
            "sync": st.sampled_from(["a", "b", "c"]),
            "entity": st.sampled_from(["company", "contact"]),
            "source_id": st.one_of(st.integers(0, 3_000).map(str), st.just(ALL_RECORDS)),
        }
    ),
    max_size=200,
)


def issue(number: int, sync: str = "a") -> dict[str, str]:
    return {"sync": sync, "entity": "company", "source_id": str(number)}


@given(ISSUES, st.randoms(use_true_random=False))
def test_each_record_is_asked_for_once_whatever_the_order(issues, random) -> None:
    made = requests(issues)
    named = [(request.sync, *record) for request in made for record in request.records]
    assert sorted(named) == sorted({(i["sync"], i["entity"], i["source_id"]) for i in issues if retriable(i)})
    shuffled = random.sample(issues, len(issues))
    assert requests(shuffled) == made


def test_no_request_names_more_than_a_thousand() -> None:
    made = requests(issue(number) for number in range(2_001))
    assert [len(request.records) for request in made] == [1_000, 1_000, 1]


def test_the_key_follows_from_what_is_asked_for() -> None:
    (one,), (again,), (other,), (of_b,) = (
        requests(issues)
        for issues in ([issue(1), issue(2)], [issue(2), issue(1)], [issue(1)], [issue(1, "b"), issue(2, "b")])
    )
    assert one.key("k") == again.key("k")
    assert len({one.key("k"), one.key("l"), other.key("k"), of_b.key("k")}) == 4
    assert len(one.key("k" * 200)) <= 200
