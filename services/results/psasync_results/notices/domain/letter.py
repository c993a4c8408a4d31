"""What a message says, before it is laid out as text or HTML."""

from dataclasses import dataclass

from psasync_results.notices.domain.causes import Facts, NoticeKind
from psasync_results.notices.domain.deliveries import Message, Shown
from psasync_results.notices.domain.words import SYSTEM_TITLES, moment, one_line

_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened."""

    title: str
    rows: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    link: str


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    headline: str
    entries: tuple[Entry, ...]
    more: int  # entries that are not spelled out
    more_link: str
    why: str


def letter(message: Message, console: str) -> Letter:
    """`console`: the address that links begin with."""
    headline = _of_many(message) if message.total > 1 else _of_one(message.kind, message.shown[0])
    return Letter(
        subject=f"PSA Sync: {headline}"[:_LONGEST_SUBJECT],
        headline=headline,
        entries=tuple(_entry(message.kind, shown, console) for shown in message.shown),
        more=message.total - len(message.shown),
        more_link=f"{console}/notices",
        why=_why(message),
    )


def _of_one(kind: NoticeKind, shown: Shown) -> str:
    facts = shown.facts
    match kind:
        case NoticeKind.FAILURE:
            text = f"{_subject(shown)} failed ({facts.error_kind})"
        case NoticeKind.RECOVERY:
            text = f"{_subject(shown)} is well again"
        case NoticeKind.AUTO_PAUSE:
            text = f"{_subject(shown)} was paused"
        case NoticeKind.MISSED:
            text = f"{_subject(shown)} did not run"
        case NoticeKind.WEBHOOK_RENEWED:
            text = f"{_tenant(shown)}: a webhook was registered again"
        case NoticeKind.DIGEST:
            text = f"{_tenant(shown)} on {facts.day}: {facts.runs} runs, {facts.failed_runs} in error"
        case NoticeKind.WEBHOOK_DISABLED:
            text = "the webhook takes no notices any more and is disabled"
    return text


def _of_many(message: Message) -> str:
    """Notices of one group share the system and the kind of error that its first one names."""
    facts, total = message.shown[0].facts, message.total
    system = SYSTEM_TITLES[facts.system] if facts.system else ""
    match message.kind:
        case NoticeKind.FAILURE:
            text = f"{total} syncs from {system} failed ({facts.error_kind})"
        case NoticeKind.RECOVERY:
            text = f"{total} syncs from {system} are well again"
        case NoticeKind.AUTO_PAUSE:
            text = f"{total} syncs were paused"
        case NoticeKind.MISSED:
            text = f"{total} scheduled runs were missed"
        case NoticeKind.WEBHOOK_RENEWED:
            text = f"{total} webhooks were registered again"
        case NoticeKind.DIGEST:
            text = f"{total} daily summaries"
        case NoticeKind.WEBHOOK_DISABLED:
            text = "the webhook was disabled"
    return text


def _entry(kind: NoticeKind, shown: Shown, console: str) -> Entry:
    title = _tenant(shown) if kind is NoticeKind.DIGEST else _of_one(kind, shown)
    lines = tuple(one_line(line) for line in shown.facts.lines or ())
    return Entry(title, tuple(_rows(shown.facts)), lines, _link(shown, console))


def _rows(facts: Facts) -> list[tuple[str, str]]:
    rows = (
        ("System", SYSTEM_TITLES[facts.system] if facts.system else None),
        ("What happened", facts.message),
        ("What to do", facts.hint),
        ("Ended", moment(facts.ended_at)),
        ("Failing since", moment(facts.failing_since)),
        ("Started", facts.trigger),
        ("Missed", facts.occurrence),
        ("Why", facts.reason),
        ("Day", f"{facts.day} ({facts.time_zone})" if facts.day else None),
    )
    return [(name, one_line(value, 1000)) for name, value in rows if value]


def _link(shown: Shown, console: str) -> str:
    if shown.facts.execution:
        return f"{console}/executions/{shown.facts.execution}"
    if shown.sync:
        return f"{console}/syncs/{shown.sync}"
    return f"{console}/notices" if shown.facts.tenant_name is None else f"{console}/tenants/{shown.tenant}"


def _subject(shown: Shown) -> str:
    return f"{_tenant(shown)}, {one_line(shown.facts.sync_name or shown.sync or '', 60)}"


def _tenant(shown: Shown) -> str:
    return one_line(shown.facts.tenant_name or shown.tenant, 60)


def _why(message: Message) -> str:
    if message.kind is NoticeKind.WEBHOOK_DISABLED:
        return "You get this because your address is among the operators of this installation."
    whose = "a tenant" if message.total == 1 else "these tenants"
    return f"You get this because {whose} or a sync names your address as a recipient of such notices."
