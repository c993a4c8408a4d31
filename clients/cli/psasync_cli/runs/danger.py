"""What a run could do that cannot be taken back, and so has to be confirmed. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from psasync_cli.output.words import number
from psasync_client.models.scheduler import PreflightView


def dangers(request: Mapping[str, Any], preflight: PreflightView) -> list[str]:
    """In plain words; empty: nobody needs to confirm anything."""
    return [] if request.get("dry_run") else list(_dangers(request, preflight))


def _dangers(request: Mapping[str, Any], preflight: PreflightView) -> Iterator[str]:
    force = request.get("mode") == "force"
    if force and preflight.needs_confirmation is None:
        yield (
            "Nobody can say at the moment what has been imported already: everything may be written again, "
            "and a destination that does not recognise records could get them twice."
        )
    elif force and preflight.needs_confirmation:
        count = number(preflight.imported.records) if preflight.imported else "some"
        yield (
            f"{count} records that were imported already are imported again. "
            "What the destination holds is written over; one that does not recognise records could get them twice."
        )
    if request.get("allow_deletions"):
        yield "The guard against mass deletion is off: everything that is gone at the source is marked as deleted."
