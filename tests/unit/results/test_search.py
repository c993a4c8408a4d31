from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Outcome
from psasync_results.domain.execution import Execution
from psasync_results.domain.fold import fold
from psasync_results.domain.search import MOST_ASKED, MOST_WORDS, asked_words, search_words, words
from tests.unit.results.streams import EXECUTION, Stream


def found(stream: Stream, question: str) -> bool:
    kept = search_words(fold(Execution(EXECUTION), stream.events).state)
    return set(asked_words(question)) <= set(kept)


@pytest.mark.parametrize(
    ("question", "result", "expected"),
    [
        (EXECUTION, "completed", True),
        (EXECUTION.upper(), "completed", True),
        (EXECUTION[:8], "completed", True),
        (EXECUTION[:20], "completed", True),
        (EXECUTION[9:], "completed", False),
        ("ANN", "completed", True),
        ("acme-cw ann", "completed", True),
        ("acme bob", "completed", False),
        ("401 psa", "error", True),
        ("credentials_refused", "error", True),
        ("401 psa", "completed", False),
        ("wrong tenant", "canceled", True),
    ],
)
def test_what_people_ask_for(question: str, result: str, expected: bool) -> None:
    assert found(Stream().started().record(Outcome.CREATED).ended(result), question) is expected


@given(st.text(max_size=300))
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    kept = words(text)
    assert len(kept) == len(set(kept))
    assert set(asked_words(text)) <= set(kept)
    assert len(asked_words(text)) == min(len(kept), MOST_ASKED)
    assert words(" ".join(kept)) == kept


def test_a_long_message_costs_no_id() -> None:
    error = {"kind": "technical", "code": "internal", "message": " ".join(f"w{n}" for n in range(500))[:2000]}
    state = fold(Execution(EXECUTION), Stream().started().ended("error", error=error).events).state
    kept = search_words(state)
    assert len(kept) == MOST_WORDS
    assert set(words(EXECUTION)) <= set(kept)
