"""Periods where the system cannot filter by date."""

from collections.abc import Iterable
from datetime import datetime

from psasync.psa.port import SourceRecord


def within(records: Iterable[SourceRecord], period: tuple[datetime, datetime] | None) -> list[SourceRecord]:
    """Those whose business date lies in the half-open period; all without one. A record without a date lies in none."""
    if period is None:
        return list(records)
    begin, end = period
    return [record for record in records if record.business_date is not None and begin <= record.business_date < end]
