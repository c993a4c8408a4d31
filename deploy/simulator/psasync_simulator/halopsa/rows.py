"""A record as an answer shows it: as a row of a list, or with its details; dates in the instance's zone."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from psasync_simulator.halopsa.data.times import DATES
from psasync_simulator.halopsa.endpoints import DETAILS_ONLY, Endpoint

Record = dict[str, Any]


def as_row(endpoint: Endpoint, record: Record, query: Mapping[str, str], zone: ZoneInfo) -> Record:
    """Without what comes only with the details, or only when the list is asked for it."""
    unasked = tuple(start for start, name in endpoint.on_request.items() if not is_on(query, name))
    shown = {name: value for name, value in record.items() if name not in DETAILS_ONLY}
    if unasked:
        shown = {name: value for name, value in shown.items() if not name.startswith(unasked)}
    return in_zone(shown, zone)


def with_details(record: Record, query: Mapping[str, str], zone: ZoneInfo) -> Record:
    """A single record; without `includedetails` its custom fields are left out."""
    if not is_on(query, "includedetails"):
        record = {name: value for name, value in record.items() if name != "customfields"}
    flat = {name for name in record if name.startswith("delivery_address_")}
    return in_zone({name: value for name, value in record.items() if name not in flat}, zone)


def in_zone(record: Record, zone: ZoneInfo) -> Record:
    if zone.key == "UTC":
        return record
    return {name: _shifted(value, zone) if name in DATES else value for name, value in record.items()}


def is_on(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "").lower() == "true"


def _shifted(text: str, zone: ZoneInfo) -> str:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None).isoformat()
