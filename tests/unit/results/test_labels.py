from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from psasync_results.domain.labels import LONGEST, beginning_with, label_key, label_order


def finds(prefix: str, place: str, after: str | None = None) -> bool:
    bounds = beginning_with(prefix, after)
    above = place > bounds["$gt"] if "$gt" in bounds else place >= bounds["$gte"]
    return above and place < bounds["$lt"]


@given(st.text(max_size=LONGEST + 20), st.text(max_size=10), st.integers(0, LONGEST))
def test_a_label_is_found_by_its_beginning(label: str, id_: str, length: int) -> None:
    assert finds(label_key(label)[:length], label_order(label, id_))


@given(st.lists(st.text(alphabet="abc", max_size=4), max_size=12, unique=True), st.text(alphabet="abc", max_size=2))
def test_pages_hold_each_label_that_fits_once(labels: list[str], prefix: str) -> None:
    places = sorted(label_order(label, str(number)) for number, label in enumerate(labels))
    read, after = [], None
    while page := [place for place in places if finds(prefix, place, after)][:2]:
        read += page
        after = page[-1]
    assert [place.partition("\0")[0] for place in read] == sorted(x for x in labels if x.startswith(prefix))


def test_case_and_width_do_not_matter() -> None:
    assert label_key("STRASSE \uff21") == label_key("Straße A")
    assert finds("müller", label_order("MÜLLER GmbH", "1"))
    assert not finds("müller", label_order("Mueller", "1"))
