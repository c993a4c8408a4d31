"""What a clock change does to a firing, in words."""

from datetime import datetime
from zoneinfo import ZoneInfo

from psasync_scheduler.domain.localtime import comes_twice, exists, instant_of, local


def remark(nominal: datetime, zone: ZoneInfo) -> str | None:
    """None for a wall time that clocks show once, which is nearly every one."""
    if not exists(nominal, zone):
        after = local(instant_of(nominal, zone), zone)
        return (
            f"{nominal:%H:%M} does not exist on {nominal:%Y-%m-%d} in {zone.key}: clocks go forward. "
            f"{after:%H:%M}, the first moment after the gap, takes its place."
        )
    if comes_twice(nominal, zone):
        return (
            f"{nominal:%H:%M} comes twice on {nominal:%Y-%m-%d} in {zone.key}: clocks go back. "
            "It fires the first time only."
        )
    return None
