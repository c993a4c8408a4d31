from __future__ import annotations

from itertools import product

import pytest

from psasync.contracts.vocabulary import MISSING_OUTCOMES, Outcome
from psasync_results.domain.comparison import Change, change_of

SILENT = (None, Outcome.UNCHANGED, Outcome.SKIPPED)


@pytest.mark.parametrize(("now", "before"), list(product([None, *Outcome], repeat=2)))
def test_every_pair_of_outcomes(now: Outcome | None, before: Outcome | None) -> None:
    failed, had_failed = now in MISSING_OUTCOMES, before in MISSING_OUTCOMES
    expected = {
        (True, True): Change.STILL,
        (True, False): Change.NEW,
        (False, False): None,
        (False, True): Change.UNTOUCHED if now in SILENT else Change.HEALED,
    }
    assert change_of(now, before) is expected[failed, had_failed]
