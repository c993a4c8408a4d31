"""How much of what is seeded runs: a sample in `make test`, everything in `make chaos`."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

SEEDS = int(os.environ.get("PSASYNC_CHAOS_SEEDS", "1"))
FIRST_SEED = int(os.environ.get("PSASYNC_CHAOS_FIRST_SEED", "1"))
WHOLE = SEEDS > 1


def sample(everything: Sequence[T], count: int) -> list[T]:
    """All of it in `make chaos`, so many of it in `make test`, always the same ones for the same first seed."""
    chosen = random.Random(FIRST_SEED).sample(range(len(everything)), count)
    return [each for place, each in enumerate(everything) if WHOLE or place in chosen]
