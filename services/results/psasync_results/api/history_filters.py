"""The filters of the history, the same for its pages and its export."""

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from psasync.contracts.vocabulary import HistoryOutcome, Mode, Status, Trigger
from psasync.kit.http import invalid
from psasync_results.api.parameters import Name, Viewer
from psasync_results.domain.search import asked_words
from psasync_results.store.history import HistoryQuery


def history_query(
    *,
    principal: Viewer,
    tenant: Name = None,
    sync: Name = None,
    status: Status | None = None,
    outcome: HistoryOutcome | None = None,
    trigger: Trigger | None = None,
    mode: Mode | None = None,
    requested_by: Annotated[str | None, Query(max_length=200, description="Exactly as it was given.")] = None,
    text: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Words, all of which must occur in the execution's id, its sync's id, who asked for it, its "
            "error or the reason of its cancel. Whole words, without regard to case. Pages can be short then: read on "
            "while there is a cursor.",
        ),
    ] = None,
    since: Annotated[AwareDatetime | None, Query(alias="from", description="Requested at or after.")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to", description="Requested before.")] = None,
) -> HistoryQuery:
    """What the caller asks for, within what it may see. Raises 404 and 422."""
    words = asked_words(text) if text else []
    if text and not words:
        raise invalid([("text", "has no word in it")])
    return HistoryQuery(
        principal.tenant_filter(tenant), sync, status, outcome, trigger, mode, requested_by, words, since, until
    )


Filters = Annotated[HistoryQuery, Depends(history_query)]
