"""What does not go on by itself: runs, connections, syncs, occurrences, notices."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from psasync_cli.doctor.finding import Finding, failed, info, ok, warning
from psasync_cli.output.words import ago, duration, moment, number, short, word
from psasync_client import Client, Forbidden, PsaSyncError
from psasync_client.models.common import Status
from psasync_client.models.results import DeliveryState, NoticeView, SummaryView
from psasync_client.models.scheduler import ConnectionView, State, SyncView, WhoAmI

_MOST = 500
_QUEUED_LONG = timedelta(minutes=15)
_BACK = timedelta(days=1)
_TICKETS_SECONDS = 180.0

Look = Callable[[Client, datetime], Iterator[Finding]]


def stuck_findings(client: Client, me: WhoAmI, now: datetime | None = None) -> Iterator[Finding]:
    """Each look by itself: one that cannot be taken does not hide the others."""
    looks: dict[str, Look] = {
        "runs": _runs,
        "connections": _connections,
        "syncs": _syncs,
        "schedules": _missed,
        "notices": _notices,
    }
    if word(me.role) == "admin" and me.tenant is None:
        looks |= {"topics": _topics, "keyring": _keyring}
    for name, look in looks.items():
        yield from _looked(name, look, client, now or datetime.now(UTC))


def _looked(name: str, look: Look, client: Client, now: datetime) -> Iterator[Finding]:
    try:
        yield from look(client, now)
    except Forbidden:
        yield info(name, "your key may not look at them")
    except PsaSyncError as error:
        yield info(name, f"could not be looked at: {error}")


def _runs(client: Client, now: datetime) -> Iterator[Finding]:
    going = [
        run
        for status in (Status.QUEUED, Status.IN_PROGRESS)
        for run in islice(client.executions.list(status=status, limit=200), _MOST)
    ]
    found = list(run_findings(going, now))
    yield from found or [ok("runs", f"{number(len(going))} wait or run, none is stuck")]


def run_findings(runs: Iterable[SummaryView], now: datetime) -> Iterator[Finding]:
    """Pure: those that have waited for long."""
    for run in runs:
        if run.waiting is not None and (run.waiting.until or run.waiting.reason):
            until = f" until {moment(run.waiting.until)}" if run.waiting.until else ""
            yield warning(
                f"run {short(run.id)}",
                f"waits{until}: {run.waiting.reason or 'no reason was given'}",
                f"It goes on by itself. psasync show {run.id}; psasync cancel {run.id} gives up.",
            )
        elif run.status == Status.QUEUED and now - run.requested_at > _QUEUED_LONG:
            yield warning(
                f"run {short(run.id)}",
                f"has been queued for {duration((now - run.requested_at).total_seconds())}",
                "Are executors up and are there enough of them (PSASYNC_EXECUTOR_WORKERS)? Another run of the same "
                "connection may hold it up: psasync history --status in_progress",
            )


def _connections(client: Client, now: datetime) -> Iterator[Finding]:
    connections = list(islice(client.connections.list(limit=500), _MOST))
    found = list(connection_findings(connections, now))
    yield from found or [ok("connections", f"{number(len(connections))}, none of them is known to refuse us")]


def connection_findings(connections: Iterable[ConnectionView], now: datetime) -> Iterator[Finding]:
    """Pure."""
    for connection in connections:
        last = connection.last_check
        if last is not None and not last.ok:
            yield failed(
                f"connection {connection.name}",
                f"refused us {ago(last.at, now)}: {last.message or word(last.error_kind)}",
                f"{last.hint or ''} psasync connections check {connection.id}".strip(),
            )
        elif connection.state == State.PAUSED:
            yield info(f"connection {connection.name}", "is paused", f"psasync connections resume {connection.id}")


def _syncs(client: Client, now: datetime) -> Iterator[Finding]:
    paused = list(islice(client.syncs.list(state=State.PAUSED, limit=500), _MOST))
    found = list(sync_findings(paused, now))
    yield from found or [ok("syncs", "none has paused itself")]


def sync_findings(paused: Iterable[SyncView], now: datetime) -> Iterator[Finding]:
    """Pure: those that nobody has paused."""
    for sync in paused:
        stopped = sync.auto_pause
        if stopped is not None:
            yield failed(
                f"sync {sync.name}",
                f"paused itself {ago(stopped.at, now)} after {stopped.failures} failures in a row: {stopped.message}",
                f"psasync show {stopped.execution} has the reason; then psasync syncs resume {sync.id}",
            )


def _missed(client: Client, now: datetime) -> Iterator[Finding]:
    recent = [each for each in islice(client.syncs.occurrences(limit=200), _MOST) if each.at > now - _BACK]
    if not recent:
        yield ok("schedules", "nothing was missed within a day")
        return
    count = sum(each.count for each in recent)
    yield warning(
        "schedules",
        f"{number(count)} nightly runs were missed within a day, the platform was down for too long",
        "psasync syncs missed lists them; psasync run SYNC makes up for one.",
    )


def _notices(client: Client, now: datetime) -> Iterator[Finding]:
    recent = list(islice(client.notices.list(from_=now - _BACK, limit=200), _MOST))
    found = list(notice_findings(recent))
    yield from found or [ok("notices", f"{number(len(recent))} within a day, none could not be delivered")]


def notice_findings(notices: Iterable[NoticeView]) -> Iterator[Finding]:
    """Pure: one for each address that takes nothing."""
    lost: dict[str, list[NoticeView]] = {}
    for notice in notices:
        if notice.state in {DeliveryState.FAILED, DeliveryState.HELD}:
            lost.setdefault(f"{word(notice.channel)} to {notice.address}", []).append(notice)
    for where, each in lost.items():
        yield warning(
            "notices",
            f"{number(len(each))} could not be delivered: {where}",
            "psasync notices list says why; psasync notices test tries it.",
        )


def _topics(client: Client, _now: datetime) -> Iterator[Finding]:
    found = client.topics.check()
    for each in found.differences:
        yield failed(
            "topics",
            f"{each.topic}: {each.setting} is {each.found}, specified is {each.wanted}",
            f"On a machine of the platform: {found.repair}" if each.repairable else "It has to be created anew.",
        )
    if not found.differences:
        yield ok("topics", "as they are specified")
    seconds = found.ticket_contents_seconds
    if seconds is None:
        yield info("ticket contents", "the broker does not say how long its files hold them")
    elif seconds > _TICKETS_SECONDS:
        yield warning(
            "ticket contents",
            f"can stand in Kafka's files for {duration(seconds)}",
            "Set log.retention.check.interval.ms=5000 and log.segment.delete.delay.ms=1000 at the brokers.",
        )
    else:
        yield ok("ticket contents", f"leave Kafka's files within {duration(seconds)}")


def _keyring(client: Client, _now: datetime) -> Iterator[Finding]:
    view = client.keyring.get()
    lost = [key for key in view.keys if not key.held]
    for key in lost:
        yield failed(
            "keyring",
            f"{number(key.envelopes)} stored secrets need the key {key.id!r}, which the scheduler does not have",
            "Put it back into PSASYNC_KEYRING; if it is lost, enter the secrets of the connections again.",
        )
    old = [key.id for key in view.keys if key.droppable and not key.primary]
    if old:
        yield info("keyring", f"{', '.join(old)} can be dropped", "Take it out of PSASYNC_KEYRING everywhere.")
    elif not lost:
        yield ok("keyring", "opens all stored secrets")
