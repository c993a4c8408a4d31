"""What a person does about issues, and how what came of it is told."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psasync_client.models.results import ChangedView, RetriedView, RetryView
from psasync_console.session.flash import Tone
from psasync_console.web.forms import Form
from psasync_console.web.showing import plural

_MOST_IDS = 500
EVERY_CODE = "*"
_TAKEN = {"accepted", "joined"}


@dataclass(frozen=True, slots=True)
class Told:
    text: str
    tone: Tone
    executions: Sequence[str] = ()


def selection(form: Form, filter_: Mapping[str, str]) -> dict[str, object] | None:
    """What to send: of one record's button, of a whole code, of all that `filter_` finds, or what is ticked.

    None if nothing is.
    """
    if only := form.one("only"):
        return {"ids": [only]}
    if of_code := form.one("all"):
        return {"filter": {**filter_, **({} if of_code == EVERY_CODE else {"code": of_code})}}
    ids = list(dict.fromkeys(filter(None, form.all("ids"))))[:_MOST_IDS]
    return {"ids": ids} if ids else None


def idempotency_key(of_form: str, selected: Mapping[str, object]) -> str:
    """The same for a form that is sent twice, and another for another choice in it."""
    text = json.dumps([of_form, selected], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


NOTHING_CHOSEN = Told("Tick at least one record first.", "warning")


def told_of_retry(answer: RetryView, syncs: Mapping[str, str]) -> Told:
    taken = [each for each in answer.items if each.outcome in _TAKEN]
    refused = [each for each in answer.items if each.outcome not in _TAKEN]
    records = sum(each.records for each in taken)
    parts = [f"{plural(records, 'record')} tried again; this page follows what comes of it."] if taken else []
    parts += [f"Not for {syncs.get(each.sync, each.sync)}: {_why(each)}" for each in refused[:3]]
    if answer.left_out:
        parts.append(f"{plural(answer.left_out, 'issue')} of a whole list left out: there is no record to try.")
    if answer.more:
        parts.append("There are more than one request takes on: do it again when these are through.")
    tone: Tone = "success" if taken and not refused else "warning"
    executions = [each.execution_id for each in taken if each.execution_id]
    return Told(" ".join(parts) or "There is no record to try again any more.", tone, executions)


def told_of_change(answer: ChangedView, done: str) -> Told:
    more = " There are more than one request takes on: do it again." if answer.more else ""
    return Told(f"{plural(answer.changed, 'issue')} {done}.{more}", "success" if answer.changed else "warning")


def _why(item: RetriedView) -> str:
    problem = item.problem or {}
    return str(problem.get("detail") or problem.get("title") or "it was not accepted.")
