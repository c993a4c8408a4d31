"""Ends of executions, as the rules see them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from psasync.contracts.notifications import NotificationChoices
from psasync_results.notices.domain.ends import End

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
TOLD = NotificationChoices(recipients=("it@acme.example",))


def end(number: int, *, failed: bool, forced: bool = False, claimed: bool = True) -> End:
    """The `number`-th execution of a sync."""
    at = NOON + timedelta(minutes=number)
    return End(f"e{number}", number if claimed else 0, at, failed=failed, forced=forced)


@st.composite
def histories(draw: st.DrawFn) -> list[End]:
    """What a sync went through, in the order in which it happened; some were never claimed by an executor."""
    fates = draw(st.lists(st.tuples(st.booleans(), st.booleans(), st.integers(0, 5)), min_size=1, max_size=12))
    return [
        end(number, failed=failed or chance == 0, forced=forced, claimed=chance > 0)
        for number, (failed, forced, chance) in enumerate(fates, start=1)
    ]
