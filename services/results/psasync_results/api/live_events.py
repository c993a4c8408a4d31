"""The events of live streams, encoded."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from psasync.kit.clock import Clock
from psasync.kit.http.sse import ServerEvent
from psasync_results.api import views
from psasync_results.api.schemas import SummaryView
from psasync_results.domain.cards import CardRun
from psasync_results.domain.places import write
from psasync_results.live.change import Change
from psasync_results.store.documents import to_document
from psasync_results.store.executions import Stored

SNAPSHOT, CHANGED = "snapshot", "changed"


class LiveView(SummaryView):
    """A line of the history as it is now."""

    revision: int = Field(description="Counts the changes of this execution: one that is not higher is old news.")


class SnapshotView(BaseModel):
    """All that has not ended."""

    executions: list[LiveView]
    more: bool = Field(description="There are more than are listed here; their changes come as those of the others.")


def detail_event(name: str, stored: Stored, earlier: Sequence[CardRun], clock: Clock) -> bytes:
    """A whole execution, named by its revision; `earlier` as in `views.detail`."""
    view = views.detail(stored, clock.now(), earlier)
    return ServerEvent(name, view.model_dump_json(), str(stored.revision)).encode()


def line_event(document: Mapping[str, Any], place: datetime | None) -> bytes:
    """A line of the history."""
    return ServerEvent(CHANGED, _line(document).model_dump_json(), write(place) if place else None).encode()


def change_event(change: Change) -> bytes:
    """The same, of a state that has just been told of."""
    stored = change.stored
    return line_event({**to_document(stored.state), "rev": stored.revision}, change.place)


def snapshot_event(documents: Sequence[Mapping[str, Any]], place: datetime, *, more: bool) -> bytes:
    view = SnapshotView(executions=[_line(document) for document in documents], more=more)
    return ServerEvent(SNAPSHOT, view.model_dump_json(), write(place)).encode()


def _line(document: Mapping[str, Any]) -> LiveView:
    return LiveView(**views.summary(document).model_dump(), revision=document["rev"])
