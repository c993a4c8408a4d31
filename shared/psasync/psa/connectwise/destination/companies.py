"""Companies on their way into ConnectWise."""

from typing import Any

from psasync.psa.connectwise.destination.changes import Row
from psasync.psa.connectwise.destination.targets import Targets
from psasync.psa.destination import Outgoing
from psasync.psa.toolkit.external_key import external_key

PATH = "company/companies"

MAX_IDENTIFIER = 25
"""Characters that ConnectWise keeps of a company's identifier."""


def identifier_of(record: Outgoing, targets: Targets) -> str:
    """By which the company is found again."""
    return external_key(targets.prefix, record.source_id, MAX_IDENTIFIER)


def new_company(record: Outgoing, targets: Targets) -> dict[str, Any]:
    body: dict[str, Any] = {"identifier": identifier_of(record, targets), **_fields(record)}
    if targets.company_status is not None:
        body["status"] = {"id": targets.company_status}
    if targets.company_type is not None:
        body["types"] = [{"id": targets.company_type}]
    return {name: value for name, value in body.items() if value != ""}


def wanted_company(record: Outgoing, current: Row, targets: Targets) -> dict[str, Any]:
    """What should stand in it. A company that the source no longer has keeps everything but its status."""
    mark = targets.deleted_status
    if record.deleted:
        return {} if mark is None else {"status": {"id": mark}}
    fields = _fields(record)
    is_marked = mark is not None and (current.get("status") or {}).get("id") == mark
    if is_marked and targets.company_status is not None:
        fields["status"] = {"id": targets.company_status}
    return fields


def _fields(record: Outgoing) -> dict[str, Any]:
    """What the source says of it; what it has no field for is left alone."""
    return {name: record.data[name] or "" for name in ("name", "website") if name in record.data}
