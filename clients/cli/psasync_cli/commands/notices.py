"""`psasync notices`: what people were told, by mail and webhook."""

from typing import Annotated

import typer

from psasync_cli.command import command, group
from psasync_cli.commands.history import From, To
from psasync_cli.dates import instant
from psasync_cli.exits import ExitCode
from psasync_cli.options import FIRST, Everything, Limit, SyncOption, Tenant, shown
from psasync_cli.output.column import Column
from psasync_cli.output.styles import style_of
from psasync_cli.output.words import moment, word
from psasync_cli.session import Session
from psasync_client.models.results import Channel, NoticeKind, NoticeView

app = group("Notices: mails and webhooks about failures, recoveries and what else was chosen.")


@command(app, "list", examples=["psasync notices list -t acme", "psasync notices list --kind failure --from 7d"])
def list_notices(
    session: Session,
    *,
    tenant: Tenant = None,
    kind: Annotated[NoticeKind | None, typer.Option(help="What they tell.")] = None,
    channel: Annotated[Channel | None, typer.Option(help="How they went out.")] = None,
    sync: SyncOption = None,
    execution: Annotated[str | None, typer.Option(help="Those about this execution.")] = None,
    first: From = None,
    last: To = None,
    limit: Limit = FIRST,
    everything: Everything = False,
) -> None:
    """What was sent, or could not be sent and why."""
    found = session.client.notices.list(
        tenant=session.directory.tenant_if_named(tenant),
        kind=kind,
        channel=channel,
        sync=session.directory.sync_if_named(sync),
        execution=session.directory.execution(execution) if execution else None,
        from_=instant(first),
        to=instant(last),
    )
    columns = (
        Column("at", "at", lambda notice: moment(notice.at)),
        Column("tenant", "tenant", lambda notice: session.directory.tenant_name(notice.tenant)),
        Column("kind", "kind", lambda notice: word(notice.kind).replace("_", " ")),
        Column("over", "channel"),
        Column("to", "address"),
        Column("state", "state", style=lambda notice: style_of(notice.state)),
        Column("what became of it", "deliveries", last_words, wide=True),
        Column("id", "id"),
    )
    session.screen.rows(found, columns, limit=shown(limit, everything), empty="Nobody was told of anything.")


@command(app, "send-again", examples=["psasync notices send-again NOTICE"])
def send_again(session: Session, notice: Annotated[str, typer.Argument(metavar="NOTICE")]) -> None:
    """Deliver a notice once more."""
    answer = session.client.notices.redeliver(notice)
    session.screen.done(answer, f"It is delivered again: {answer.delivery}.")


@command(app, "test", examples=["psasync notices test --recipient it@acme.example", "psasync notices test --webhook"])
def try_out(
    session: Session,
    recipients: Annotated[list[str] | None, typer.Option("--recipient", help="May be repeated.")] = None,
    webhook: Annotated[bool, typer.Option("--webhook", help="The platform's webhook as well.")] = False,
) -> ExitCode:
    """Send a test mail or webhook now. Exit code 1 if one of them fails."""
    answer = session.client.notices.test({"recipients": recipients or [], "webhook": webhook})
    columns = (
        Column("over", "channel"),
        Column("to", "address"),
        Column("arrived", "ok", style=lambda trial: "green" if trial.ok else "red"),
        Column("detail", "detail", wide=True),
    )
    session.screen.rows(answer.items, columns)
    return ExitCode.OK if all(trial.ok for trial in answer.items) else ExitCode.FAILED


def last_words(notice: NoticeView) -> str:
    """Of the last attempt, or why it is held."""
    for delivery in reversed(notice.deliveries):
        if delivery.held:
            return delivery.held
        if delivery.attempts:
            last = delivery.attempts[-1]
            return f"{word(last.outcome)}{f': {last.detail}' if last.detail else ''}"
    return ""
