"""`psasync connections webhook`: live tickets of a connection."""

from psasync_cli.asking import agree
from psasync_cli.command import command, group
from psasync_cli.exits import ExitCode
from psasync_cli.options import ConnectionName, Yes
from psasync_cli.output.words import ago, counts, moment, word
from psasync_cli.session import Session
from psasync_client.models.relay import WebhookView

app = group("The webhook by which a PSA tells of its tickets.")


@command(app, "register", examples=["psasync connections webhook register acme/Manage"])
def register(session: Session, connection: ConnectionName) -> ExitCode:
    """Have the PSA send its ticket changes here: by its API, or it says the steps. Can be repeated."""
    found = session.directory.connection(connection)
    return _shown(session, session.client.webhooks.register(found.id))


@command(app, "show", examples=["psasync connections webhook show acme/Manage"])
def show(session: Session, connection: ConnectionName) -> ExitCode:
    """Whether it is registered, what has come, what was refused and why."""
    found = session.directory.connection(connection)
    return _shown(session, session.client.webhooks.get(found.id), health=True)


@command(app, "test", examples=["psasync connections webhook test acme/Manage"])
def try_out(session: Session, connection: ConnectionName) -> ExitCode:
    """Call the public address as the PSA would. No consumer hears of it. Exit code 1 if the call does not arrive."""
    found = session.directory.connection(connection)
    trial = session.client.webhooks.test(found.id)
    session.screen.one(
        trial,
        [
            ("arrived", word(trial.arrived)),
            ("detail", trial.detail),
            ("in all", f"{trial.whole_ms:.0f} ms"),
            ("on the way", _ms(trial.way_ms)),
            ("finding whose it is", _ms(trial.lookup_ms)),
            ("Kafka", _ms(trial.kafka_ms)),
        ],
    )
    return ExitCode.OK if trial.arrived else ExitCode.FAILED


@command(app, "remove", examples=["psasync connections webhook remove acme/Manage --yes"])
def remove(session: Session, connection: ConnectionName, yes: Yes = False) -> ExitCode:
    """The PSA sends no more; live consumers hear nothing of this connection."""
    found = session.directory.connection(connection)
    agree(session.screen, f"Remove the webhook of {found.name!r}?", yes=yes)
    return _shown(session, session.client.webhooks.remove(found.id))


def _shown(session: Session, view: WebhookView, *, health: bool = False) -> ExitCode:
    facts = [
        ("state", f"{word(view.state)}{f', since {moment(view.since)}' if view.since else ''}"),
        ("asked for", f"{'yes' if view.wanted else 'no'}{f', by {view.by}' if view.by else ''}"),
        ("by its API", word(view.by_api)),
        ("address", view.address or ""),
        ("detail", view.detail),
        ("waits for", view.waits),
        ("looked at", ago(view.checked_at)),
        ("renewed", moment(view.renewed_at)),
        *_repair(view),
        *(_health(session, view.connection) if health else ()),
        *((f"step {number}", step) for number, step in enumerate(view.steps, 1)),
    ]
    session.screen.one(view, facts)
    return ExitCode.OK


def _repair(view: WebhookView) -> list[tuple[str, str]]:
    repair = view.repair
    if repair is None:
        return []
    found = f"{repair.found} changes whose webhook had not come" if repair.found else "nothing was missed"
    return [("repaired", f"{found}, up to {moment(repair.dealt_with_until)} {repair.waits}".strip())]


def _health(session: Session, connection: str) -> list[tuple[str, str]]:
    health = session.client.webhooks.health(connection)
    return [
        ("last event", ago(health.last_event_at) or "none yet"),
        ("passed on", str(health.published)),
        ("refused", counts(health.refused)),
        *(("", f"{moment(each.at)} from {each.source}: {each.reason}") for each in health.latest_refusals[:5]),
    ]


def _ms(value: float | None) -> str:
    return "" if value is None else f"{value:.0f} ms"
