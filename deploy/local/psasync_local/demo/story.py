"""What `make run` shows, step by step. Any step that fails makes the story fail."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import httpx
from rich.console import Console

from psasync_local import services
from psasync_local.demo import command_line
from psasync_local.demo.api import Api
from psasync_local.demo.console import console_link
from psasync_local.demo.key import admin_key
from psasync_local.demo.simulated import SimulatedCompany
from psasync_local.demo.ticket import deliver_one
from psasync_local.demo.watch import outcome_table, watch
from psasync_local.errors import LocalError
from psasync_local.stack import Stack

SEED = 1
LIFTED_CALLS_PER_MINUTE = 100_000  # the demo should not wait for a limit that only the simulator would set
EXPECTED_REFUSALS = 2
ENTITIES = (
    "company_status",
    "company",
    "company_site",
    "contact",
    "ticket_board",
    "ticket_status",
    "ticket_priority",
)


@dataclass(frozen=True, slots=True)
class Demo:
    """The tenant of one telling."""

    tenant: str
    connection: str
    sync: str
    webhook: str
    expected: dict[str, int]  # records per entity in the PSA
    refused: dict[str, list[int]]  # what the destination cannot take as it is, per kind of the PSA


def tell(stack: Stack, *, records: int, once: bool) -> int:
    """Tell the story on a platform that is up. 0: every step did what it should; 1: one did not, and which is said."""
    console = Console(highlight=False)
    api: Api | None = None
    company = SimulatedCompany(stack, f"demo{int(time.time())}")
    try:
        key = admin_key(stack)
        api = Api(stack, key)
        demo = _set_up(api, console, company, records)
        first = _first_sync(api, console, demo)
        _retry(api, console, company, demo, first)
        _second_sync(api, console, demo)
        _ticket(api, console, company, demo)
        link = console_link(stack, key)
        typed = command_line.commands(stack, demo.tenant, demo.sync)
    except (LocalError, httpx.HTTPError) as error:
        console.print(f"\n[bold red]The demo failed:[/] {error}", soft_wrap=True)
        return 1
    finally:
        company.close()
        if api is not None:
            api.close()
    _where_to_look(console, stack, key, demo, first)
    console.print("\n[bold]The command line, ready for this platform[/]")
    for line in typed:
        console.print(f"  {line}", markup=False, soft_wrap=True)
    if not once:
        console.print("\nEverything stays up. Ctrl-C stops it.")
        console.print("[bold]The console[/] (this link works once, for a quarter of an hour, on this machine):")
        console.print(f"  {link}", markup=False, soft_wrap=True)
    return 0


def _set_up(api: Api, console: Console, company: SimulatedCompany, records: int) -> Demo:
    made = company.create(records, SEED)
    counts = made["counts"]
    stamp = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S")
    tenant = api.post(f"{api.scheduler}/v1/tenants", {"name": f"Demo {stamp}", "time_zone": "Europe/Berlin"})
    connection = api.post(
        f"{api.scheduler}/v1/connections",
        {
            "tenant": tenant["id"],
            "name": "Simulated ConnectWise",
            "calls_per_minute": LIFTED_CALLS_PER_MINUTE,
            **company.connection(),
        },
    )
    check = api.post(f"{api.scheduler}/v1/connections/{connection['id']}/check")
    if not check["ok"]:
        raise LocalError(f"the credentials check of the demo connection says: {check}")
    sync = api.post(
        f"{api.scheduler}/v1/syncs",
        {
            "connection": connection["id"],
            "name": "ConnectWise to the platform",
            "entities": list(ENTITIES),
            "schedule": {"time": "02:30", "spread_minutes": 60},
        },
    )
    company.register_callback(connection["webhook_url"])
    console.print(
        f"\n[bold]A tenant is connected:[/] {tenant['name']}; the simulated PSA has "
        f"{counts['companies']:,} companies, {counts['sites']:,} sites and {counts['contacts']:,} contacts"
    )
    return Demo(
        tenant["id"], connection["id"], sync["id"], connection["webhook_url"], _expected(counts), made["refused"]
    )


def _expected(counts: dict[str, int]) -> dict[str, int]:
    return {
        "company_status": counts["company_statuses"],
        "company": counts["companies"],
        "company_site": counts["sites"],
        "contact": counts["contacts"],
        "ticket_board": counts["boards"],
        "ticket_status": counts["board_statuses"],
        "ticket_priority": counts["priorities"],
    }


def _run(api: Api, console: Console, demo: Demo, **request: Any) -> dict[str, Any]:
    accepted = api.post(f"{api.scheduler}/v1/syncs/{demo.sync}/executions", request)
    _wait_until_known(api, accepted["execution_id"])
    execution = watch(api, console, accepted["execution_id"], {} if request else demo.expected)
    console.print(outcome_table(execution))
    return execution


def _wait_until_known(api: Api, execution: str) -> None:
    """202 means that the request is safe; results shows it as soon as it has passed Kafka."""
    deadline = time.monotonic() + 15
    while True:
        try:
            api.get(f"{api.results}/v1/executions/{execution}")
            return
        except LocalError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _first_sync(api: Api, console: Console, demo: Demo) -> dict[str, Any]:
    console.print("\n[bold]A sync is forced by hand[/] and watched live:")
    execution = _run(api, console, demo)
    if execution["status"] != "finished_with_warnings" or execution["fetched"] != sum(demo.expected.values()):
        raise LocalError(
            f"the first run should read all {sum(demo.expected.values())} records and refuse two: "
            f"{execution['status']}, {execution['fetched']} read, {execution['totals']}, {execution['error']}"
        )
    refused = api.get(f"{api.results}/v1/executions/{execution['id']}/records", outcome="rejected")["items"]
    console.print("Records that were refused, and why:")
    for record in refused:
        issue = record["issues"][0]
        console.print(
            f"  {record['entity']} {record['source_id']}: {issue['code']} ({issue['field']}) {issue['message']}"
        )
    if waiting := execution["totals"].get("skipped", 0):
        console.print(f"  {waiting} more belong to the refused company and wait for it (parent_missing)")
    if len(refused) != EXPECTED_REFUSALS:
        raise LocalError(f"{EXPECTED_REFUSALS} records should be refused, not {len(refused)}")
    return execution


def _retry(api: Api, console: Console, company: SimulatedCompany, demo: Demo, failed: dict[str, Any]) -> None:
    console.print("\n[bold]The two are corrected in the PSA.[/] Only they are tried again, and what waited for them:")
    company.correct(demo.refused)
    execution = _run(api, console, demo, retry_of=failed["id"])
    expected = {"created": EXPECTED_REFUSALS + failed["totals"].get("skipped", 0)}
    if execution["totals"] != expected:
        raise LocalError(f"the retry should come to {expected}: {execution['totals']}, {execution['error']}")


def _second_sync(api: Api, console: Console, demo: Demo) -> None:
    console.print("\n[bold]The whole sync a second time:[/] there is nothing left to do")
    execution = _run(api, console, demo)
    if execution["outcome"] != "no_change":
        raise LocalError(f"the second run should find no change: {execution['totals']}, {execution['error']}")
    console.print("  No change.")


def _ticket(api: Api, console: Console, company: SimulatedCompany, demo: Demo) -> None:
    console.print("\n[bold]Somebody opens a ticket in the PSA;[/] a consumer holds the tenant's stream:")
    arrival = deliver_one(api, company, demo.tenant)
    ticket = arrival.ticket
    console.print(
        f"  ticket {ticket['ticket_id']} “{ticket['title']}” ({ticket['kind']}, {ticket['status']['name']}, "
        f"{ticket['company']['name']}) arrived {arrival.milliseconds:.0f} ms after it was opened; it is stored nowhere"
    )


def _where_to_look(console: Console, stack: Stack, key: str, demo: Demo, first: dict[str, Any]) -> None:
    console.print("\n[bold]Where to look[/]")
    for service in services.SERVICES:
        console.print(f"  {service.name:<14} {stack.url(service)}")
    results, relay, scheduler = (
        stack.url(service) for service in (services.RESULTS, services.RELAY, services.SCHEDULER)
    )
    bearer = '-H "Authorization: Bearer $KEY"'
    lines = (
        f"export KEY={key} TENANT={demo.tenant} SYNC={demo.sync} EXECUTION={first['id']}",
        f'curl -sS {bearer} "{results}/v1/executions/$EXECUTION/records?outcome=rejected"',
        f'curl -sS {bearer} -H "Content-Type: application/json" -d "{{}}" {scheduler}/v1/syncs/$SYNC/executions',
        f"curl -sSN {bearer} {relay}/v1/tenants/$TENANT/tickets/events",
    )
    console.print("\n[bold]An admin key, and three commands to try[/]")
    for line in lines:
        console.print(f"  {line}", markup=False, soft_wrap=True)
