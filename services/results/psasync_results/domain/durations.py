"""How long runs took, as counts in classes that grow by a tenth: they add up, and give quantiles within 5 %."""

import math
from collections.abc import Mapping
from itertools import accumulate

GROWTH = 1.1
_SHORTEST_MS = 1.0

Durations = Mapping[str, int]
"""Class -> runs. Keys are text, as documents have it."""


def class_of(milliseconds: int) -> str:
    """Class n holds what is longer than GROWTH^(n-1) ms and at most GROWTH^n ms; class 0 what is shorter."""
    return str(math.ceil(math.log(max(milliseconds, _SHORTEST_MS), GROWTH)))


def quantile(durations: Durations, share: float) -> int | None:
    """Milliseconds that this share of the runs did not exceed; None without runs."""
    classes = sorted((int(name), number) for name, number in durations.items() if number > 0)
    if not classes:
        return None
    wanted = share * sum(number for _, number in classes)
    sums = accumulate(number for _, number in classes)
    found = next((name for (name, _), below in zip(classes, sums, strict=True) if below >= wanted), classes[-1][0])
    return round(GROWTH ** (found - 0.5)) if found > 0 else 1
