"""Whom a tenant has told of what, as a form and back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from psasync_client.models.results import TrialsView
from psasync_client.models.scheduler import NotificationChoices
from psasync_console.web.forms import Form

KINDS = (
    ("failure", "A run failed", "After its last attempt, once until it is well again."),
    ("recovery", "It is well again", "The first run that went well after a failure that was told."),
    ("auto_pause", "A sync was paused", "By the platform, because it failed again and again."),
    ("missed", "A night was missed", "No scheduler was up in time."),
    ("webhook_renewed", "A webhook was renewed", "The PSA had lost it; tickets may have been missed for a while."),
    ("digest", "A summary of each day", "At 7 o'clock of the next, if something ended."),
    ("forced_runs", "Runs that people start, too", "Else nobody is told of those: somebody watches them."),
)
_BETWEEN = re.compile(r"[\s,;]+")


@dataclass(frozen=True, slots=True)
class Telling:
    recipients: str  # one a line
    told: dict[str, bool]
    webhook: bool

    @classmethod
    def of(cls, choices: NotificationChoices) -> Telling:
        told = {name: bool(getattr(choices, name)) for name, _, _ in KINDS}
        return cls("\n".join(choices.recipients), told, choices.webhook)

    @classmethod
    def sent(cls, form: Form) -> Telling:
        told = {name: form.ticked(name) for name, _, _ in KINDS}
        return cls("\n".join(addresses(form)), told, form.ticked("webhook"))

    def body(self) -> dict[str, Any]:
        return {
            **self.told,
            "recipients": self.recipients.split("\n") if self.recipients else [],
            "webhook": self.webhook,
        }


def addresses(form: Form) -> list[str]:
    """One a line, or parted by commas; each once."""
    return list(dict.fromkeys(filter(None, _BETWEEN.split(form.one("recipients")))))


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a test message."""

    to: str
    ok: bool
    says: str


def trials(view: TrialsView) -> list[Trial]:
    return [
        Trial(
            to="the webhook" if each.channel == "webhook" else each.address,
            ok=each.ok,
            says="was taken" if each.ok else each.detail + (f" ({each.status})" if each.status else ""),
        )
        for each in view.items
    ]
