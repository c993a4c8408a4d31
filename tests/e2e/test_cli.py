"""The command line as people and scripts use it, against the running services."""

from __future__ import annotations

import asyncio
import csv
import io
import itertools
import json
import os
import re
import stat
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support.platform import CLIENT_ID
from tests.support.terminal import CTRL_C, Terminal

pytestmark = pytest.mark.asyncio(loop_scope="session")

PSASYNC = str(Path(sys.executable).parent / "psasync")
RECORDS = 300
WITHIN_SECONDS = 90
ENTITIES = ("company_status", "company", "company_site", "contact", "ticket_board", "ticket_status", "ticket_priority")


@dataclass(frozen=True)
class Said:
    code: int
    out: str
    err: str

    @property
    def objects(self):
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def object(self):
        return json.loads(self.out)

    @property
    def table(self):
        return list(csv.DictReader(io.StringIO(self.out, newline="")))


class CommandLine:
    """Runs `psasync` with a profile of its own; nothing that it says may hold the key."""

    def __init__(self, environment, key):
        self.environment = environment
        self._secret = key.rpartition("_")[2]

    async def __call__(self, *arguments, code=0, stdin="", **variables):
        async with self.started(*arguments, **variables) as process:
            out, err = await asyncio.wait_for(process.communicate(stdin.encode()), WITHIN_SECONDS)
        said = Said(process.returncode, out.decode(), err.decode())
        assert self._secret not in said.out + said.err
        assert said.code == code, f"psasync {' '.join(arguments)}: {said.code}\n{said.out}\n{said.err}"
        return said

    @asynccontextmanager
    async def started(self, *arguments, **variables):
        process = await asyncio.create_subprocess_exec(
            PSASYNC,
            *arguments,
            env={**self.environment, **variables},
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def terminal(self, *arguments):
        return Terminal([PSASYNC, *arguments], self.environment)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def psasync(platform, tmp_path_factory):
    """Signed in with the platform's admin key."""
    home = tmp_path_factory.mktemp("cli")
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "PSASYNC_CONFIG_DIR": str(home / "psasync"),
        "PSASYNC_KEY_STORE": "file",
        "PSASYNC_DEBUG": "1",
    }
    run = CommandLine(environment, platform.key)
    url = platform.cluster.url
    said = await run(
        *("login", "--key-file", "-"),
        *("--scheduler", url("scheduler"), "--executor", url("executor")),
        *("--results", url("results"), "--relay", url("tickets-relay")),
        stdin=platform.key + "\n",
    )
    assert "admin of the whole platform" in said.out
    return run


def kept(psasync, name):
    return Path(psasync.environment["PSASYNC_CONFIG_DIR"]) / name


async def test_a_key_is_tried_and_kept_for_its_user_alone(psasync, platform):
    assert stat.S_IMODE(kept(psasync, "keys.json").stat().st_mode) == 0o600
    assert platform.key not in kept(psasync, "profiles.json").read_text()
    me = (await psasync("whoami", "-o", "json")).object
    assert (me["role"], me["tenant"]) == ("admin", None)
    elsewhere = ("--profile", "other", "--gateway", platform.cluster.url("scheduler"))
    refused = await psasync("login", *elsewhere, "--key-file", "-", stdin="psk_no_key", code=5)
    assert "psasync login" in refused.err
    assert "other" not in (await psasync("profiles", "list", "-o", "csv")).out


async def test_a_lax_key_file_is_not_used(psasync):
    kept(psasync, "keys.json").chmod(0o640)
    try:
        refused = await psasync("whoami", code=5)
    finally:
        kept(psasync, "keys.json").chmod(0o600)
    assert "chmod 600" in refused.err


async def test_from_an_account_in_the_psa_to_issues_that_are_healed(psasync, platform, company, tmp_path):
    account = company()
    made = await platform.control("PUT", account, "", {"size": RECORDS, "seed": 1, "rate_limit_per_minute": 0})
    tenant = (await psasync("tenants", "create", account, "--time-zone", "Europe/Berlin", "-o", "json")).object["id"]
    connection = await connect(psasync, platform, account, tmp_path)
    assert "Show" not in (await psasync("connections", "show", connection)).out
    checked = await psasync("connections", "check", f"{account}/Manage", "-o", "csv")
    assert {row["readable"] for row in checked.table} == {"true"}
    entities = [word for entity in ENTITIES for word in ("--entity", entity)]
    created = await psasync("syncs", "create", "all", "--connection", connection, *entities, "--time", "01:30")
    assert "psasync run" in created.out
    sync = f"{account}/all"
    firings = (await psasync("syncs", "schedule", sync, "-o", "json")).object
    assert (len(firings["next"]), firings["time_zone"]) == (5, "Europe/Berlin")

    ended = await psasync("run", sync, code=3)
    assert "FINISHED ⚠︎" in ended.out
    assert "what is new, has changed" in ended.err
    execution = re.search(r"psasync retry (\S+)", ended.err)[1]
    rejected = (await psasync("records", execution[:8], "--outcome", "rejected", "-o", "json")).objects
    assert len(rejected) == sum(map(len, made["refused"].values())) > 0

    for kind, ids in made["refused"].items():
        patch = {"name": "Corrected", "firstName": "Cora", "lastName": "Corrected"}
        await platform.control("POST", account, f"/records/{kind}", {"action": "change", "ids": ids, "patch": patch})
    open_issues = (await psasync("issues", "list", "-t", account, "-o", "json", "--all")).objects
    one = next(issue for issue in open_issues if issue["code"] == "field_required" and issue["entity"] == "company")
    retried = await psasync("issues", "retry", one["id"], "-t", tenant, "-o", "json")
    await psasync("watch", retried.object["items"][0]["execution_id"])
    healed = (await psasync("issues", "list", "-t", account, "--state", "resolved", "-o", "json")).objects
    assert one["id"] in {issue["id"] for issue in healed}
    await psasync("retry", execution)
    assert "No issues" in (await psasync("issues", "groups", "-t", account)).err

    rows = (await psasync("history", "-t", account, "--all", "-o", "csv")).table
    assert [row["outcome"] for row in rows] == ["success", "success", "failure"]
    assert {row["sync"] for row in (await psasync("history", "-s", sync, "-n", "2", "-o", "csv")).table} == {
        rows[0]["sync"]
    }
    assert "company" in (await psasync("cards", "-t", account)).out
    assert (await psasync("compare", execution)).err.startswith("There is no run before it.")
    said = await psasync("audit", "-t", account, "--action", "sync.created", "-o", "json")
    assert [entry["who"] for entry in said.objects] == ["bootstrap"]


async def connect(psasync, platform, account, folder):
    """The connection's id, made without a question."""
    (folder / "private").write_text("demo-private-key\n")
    given = [
        *("--set", f"base_url={platform.psa}", "--set", f"company={account}", "--set", "codebase=v4_6_release"),
        *("--set-env", "public_key=PUBLIC", "--set-file", f"private_key={folder / 'private'}"),
        *("--set", f"client_id={CLIENT_ID}"),
    ]
    asked = ("connections", "add", "-t", account, "--system", "connectwise", "--name", "Manage")
    wrong = [word.replace("=demo", "=wrong") for word in given]
    refused = await psasync(*asked, *wrong, code=1, PUBLIC="of-nobody")
    assert "Nothing was stored" in refused.err
    said = await psasync(*asked, *given, "-o", "json", PUBLIC="demo-public-key")
    assert "demo-private-key" not in said.out + said.err
    return said.object["id"]


async def test_a_person_is_led_through_a_set_up(psasync, platform, company):
    account = company()
    await platform.control("PUT", account, "", {"size": 50, "seed": 1, "rate_limit_per_minute": 0})
    await psasync("tenants", "create", account, "--time-zone", "Europe/Berlin")
    answers = {
        "base_url": platform.psa,
        "company": account,
        "public_key": "demo-public-key",
        "private_key": "not the right one",
        "client_id": CLIENT_ID,
    }
    async with psasync.terminal("connections", "add", "-t", account, "--system", "connectwise") as terminal:
        await terminal.sees("How is the connection to be called [ConnectWise PSA]")
        terminal.press("Manage\n")
        for field in [each["name"] for each in await fields_of(psasync, "connectwise")]:
            await terminal.sees(f"  {field}")
            terminal.press(answers.get(field, "") + "\n")
        await terminal.sees("Not yet: authentication", "secrets.private_key", "stop (q)")
        terminal.press("c\n")
        for field in ("company", "public_key", "private_key", "client_id"):
            await terminal.sees(f"  {field} [")
            terminal.press("demo-private-key\n" if field == "private_key" else "\n")
        await terminal.sees("The system lets us in", "Connected Manage")
        assert await terminal.ends() == 0
        assert "demo-private-key" not in terminal.shown
    await psasync("connections", "check", f"{account}/Manage")


async def fields_of(psasync, system):
    """In the order of the form."""
    found = (await psasync("systems", "show", system, "-o", "json")).object
    order = [place.partition(".")[2] for place in found["form"]["order"]]
    return sorted(found["fields"], key=lambda field: order.index(field["name"]))


async def test_importing_again_has_to_be_confirmed(psasync, platform, company):
    syncing = await platform.connect(company(), 50, seed=2)
    await platform.run(syncing)
    refused = await psasync("run", syncing.sync, "--force", code=7)
    assert "--confirm" in refused.err
    assert "imported again" in refused.err
    foreseen = await psasync("run", syncing.sync, "--force", "--preflight")
    assert "To be confirmed" in foreseen.out
    assert len((await psasync("history", "-s", syncing.sync, "-o", "json")).objects) == 1, "nothing was run"
    said = await psasync("run", syncing.sync, "--force", "--confirm", "-o", "json", code=3)
    assert said.objects[-1]["totals"]["updated"] > 0
    await psasync("cancel", said.objects[-1]["id"], code=6)
    await psasync("run", syncing.sync, "--force", "--dry-run", "--entity", "company_status")
    undecided = await psasync("run", syncing.sync, "--from", "2026-01-01", "--to", "2026-01-31", code=2)
    assert "--missing" in undecided.err


async def test_a_person_confirms_by_typing_it(psasync, platform, company):
    syncing = await platform.connect(company(), 50, seed=2)
    await platform.run(syncing)
    for typed, code, then in (("yes", 7, "Nothing was done"), ("I confirm", 3, "records in")):
        async with psasync.terminal("run", syncing.sync, "--force") as terminal:
            await terminal.sees("Danger", 'Type "I confirm" to go on')
            terminal.press(typed + "\n")
            await terminal.sees(then)
            assert await terminal.ends() == code


async def test_who_stops_watching_leaves_the_run_going(psasync, platform, company):
    syncing = await platform.connect(company(), 2000)
    await platform.fault(syncing.company, "slow", "contacts|sites", seconds=4, count=1000)
    execution = await platform.request(syncing)
    try:
        async with psasync.terminal("watch", execution) as terminal:
            await terminal.sees("IN PROGRESS", "company_status", "━")
            terminal.press(CTRL_C)
            await terminal.sees("The run goes on", f"psasync watch {execution}", f"psasync cancel {execution}")
            assert await terminal.ends() == 130
        late = await psasync("watch", execution, "--within", "1", code=9)
        assert "goes on" in late.err
        assert (await platform.execution(execution))["status"] == "in_progress"
        said = await psasync("cancel", execution[:13], "--reason", "wrong tenant")
        assert f"psasync watch {execution}" in said.out
        ended = await psasync("watch", execution, code=10)
    finally:
        await platform.no_faults()
    assert "wrong tenant" in ended.out


async def test_tickets_are_followed_over_a_restart_of_the_relay(psasync, platform, company):
    syncing = await platform.connect(company(), 50)
    await platform.register_callback(syncing)

    async def opened(summary):
        action = {"action": "added", "fields": {"summary": summary}}
        answer = await platform.control("POST", syncing.company, "/tickets", action)
        assert answer["deliveries"][0]["accepted"], answer

    asked = ("tickets", "tail", "-t", syncing.tenant, "-o", "json", "--count", "2", "--kind", "created")
    async with psasync.started(*asked) as process:
        await listening(psasync, syncing.tenant)
        await opened("Before")
        first = json.loads(await asyncio.wait_for(process.stdout.readline(), 30))
        await platform.cluster.restart("tickets-relay")
        await platform.cluster.wait_ready("tickets-relay")
        await opened("\x1b[2JAfter")
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        assert await asyncio.wait_for(process.wait(), 30) == 0
    assert [first["title"], json.loads(line)["title"]] == ["Before", "\x1b[2JAfter"]
    assert b"\x1b" not in line


async def listening(psasync, tenant):
    for _ in range(100):
        if (await psasync("tickets", "streams", "-t", tenant, "-o", "json")).objects:
            return
    raise AssertionError("nobody listens")


async def test_a_person_sees_tickets_come_and_can_go_on_later(psasync, platform, company):
    syncing = await platform.connect(company(), 50)
    await platform.register_callback(syncing)
    async with psasync.terminal("tickets", "tail", "-t", syncing.tenant) as terminal:
        await listening(psasync, syncing.tenant)
        action = {"action": "added", "fields": {"summary": "No \x1b[31mdial tone"}}
        await platform.control("POST", syncing.company, "/tickets", action)
        await terminal.sees("created", "No \\x1b[31mdial tone")
        terminal.press(CTRL_C)
        await terminal.sees("--last-event-id")
        assert await terminal.ends() == 130


async def test_the_doctor_says_what_is_wrong_and_what_to_do(psasync, platform):
    found = {row["check"]: row for row in (await diagnosis(psasync)).objects}
    for name in ("scheduler", "executor", "results", "relay", "key", "topics", "keyring"):
        assert found[name]["verdict"] == "ok", found[name]
    nowhere = {"PSASYNC_EXECUTOR_URL": "http://127.0.0.1:1"}
    found = {row["check"]: row for row in (await psasync("doctor", "-o", "json", code=1, **nowhere)).objects}
    assert found["executor"]["verdict"] == "failed"
    assert found["executor"]["remedy"]
    found = {row["check"]: row for row in (await psasync("doctor", "-o", "json", code=1, PSASYNC_KEY="psk_no")).objects}
    assert found["key"]["remedy"] == "psasync login"


async def diagnosis(psasync):
    """Other tests of this platform leave connections that refuse and notices that fail."""
    async with psasync.started("doctor", "-o", "json") as process:
        out, err = await asyncio.wait_for(process.communicate(), WITHIN_SECONDS)
    assert process.returncode in {0, 1, 3}, err
    return Said(process.returncode, out.decode(), err.decode())


async def test_the_rest_of_the_platform_can_be_looked_at_and_changed(psasync, platform, company):
    syncing = await platform.connect(company(), 50)
    forms = itertools.cycle(("table", "json", "csv"))
    for words in (
        ("systems", "list"),
        ("systems", "show", "halopsa"),
        ("tenants", "list"),
        ("tenants", "show", syncing.tenant),
        ("connections", "list", "-t", syncing.tenant),
        ("connections", "declared", syncing.connection),
        ("connections", "webhook", "register", syncing.connection),
        ("connections", "webhook", "show", syncing.connection),
        ("connections", "webhook", "test", syncing.connection),
        ("connections", "webhook", "remove", syncing.connection, "--yes"),
        ("syncs", "show", syncing.sync),
        ("syncs", "change", syncing.sync, "--time", "02:15", "--spread", "0"),
        ("syncs", "missed"),
        ("preview", "--cron", "30 2 * * *", "--time-zone", "Europe/Berlin"),
        ("issues", "codes"),
        ("notices", "list"),
        ("retention", "set", "-t", syncing.tenant, "--records", "60", "--yes"),
        ("storage",),
        ("keyring", "status"),
        ("keys", "list"),
        ("profiles", "show"),
        ("exit-codes",),
    ):
        await psasync(*words, "-o", next(forms))
    paused = await psasync("syncs", "pause", syncing.sync, "--reason", "until Monday")
    assert "until Monday" in paused.out
    refused = await psasync("run", syncing.sync, code=6)
    assert "paused" in refused.err
    await psasync("syncs", "resume", syncing.sync)
    await psasync("tenants", "archive", syncing.tenant, code=7)
    assert "--cascade" in (await psasync("tenants", "archive", syncing.tenant, "--yes", code=6)).err
    await psasync("tenants", "archive", syncing.tenant, "--yes", "--cascade")


async def test_a_record_is_seen_before_and_after_a_mapping(psasync, platform, company, tmp_path):
    syncing = await platform.connect(company(), 50, seed=2)
    rules = tmp_path / "mapping.json"
    rules.write_text(json.dumps({"contact": {"fixed": {"title": "From afar"}}}))
    asked = ("syncs", "sample", syncing.sync, "-e", "contact")
    as_it_is = (await psasync(*asked, "-n", "2", "-o", "csv")).table
    assert len({row["record"] for row in as_it_is}) == 2
    assert {row["change"] for row in as_it_is} == {""}
    mapped = (await psasync(*asked, "--mapping-file", str(rules), "-o", "csv")).table
    assert {row["field"]: row["after"] for row in mapped if row["change"]} == {"title": "From afar"}


async def test_the_shell_offers_names(psasync, platform, company):
    syncing = await platform.connect(company(), 20)
    tenant = (await psasync("tenants", "show", syncing.tenant, "-o", "json")).object["name"]
    beginning = tenant.partition(" ")[0]

    async def offered(*words, **variables):
        typed = {"_PSASYNC_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": " ".join(["psasync", *words])}
        return (await psasync(**typed, **variables)).out

    assert beginning in await offered("tenants", "show", beginning[:-2])
    assert beginning in await offered("history", "--tenant", beginning)
    assert "all" in await offered("syncs", "show", "al")
    assert beginning not in await offered("tenants", "show", beginning, PSASYNC_SCHEDULER_URL="http://127.0.0.1:9")


async def test_a_key_is_shown_once_and_opens_what_it_says(psasync, platform, company):
    syncing = await platform.connect(company(), 50)
    made = await psasync("keys", "create", "reader", "--role", "viewer", "-t", syncing.tenant)
    key = made.out.strip()
    seen = (await psasync("tenants", "list", "-o", "json", PSASYNC_KEY=key)).objects
    assert [tenant["id"] for tenant in seen] == [syncing.tenant]
    refused = await psasync("run", syncing.sync, code=5, PSASYNC_KEY=key)
    assert "psasync whoami" in refused.err
    mine = (await psasync("whoami", "-o", "json", PSASYNC_KEY=key)).object
    await psasync("keys", "revoke", mine["key_id"], "--yes")
    assert "psasync login" in (await psasync("tenants", "list", code=5, PSASYNC_KEY=key)).err


async def test_what_is_not_there_or_does_not_answer(psasync):
    assert "psasync syncs list" in (await psasync("syncs", "show", "no such sync", code=4)).err
    assert (
        "psasync doctor" in (await psasync("tenants", "list", code=8, PSASYNC_SCHEDULER_URL="http://127.0.0.1:1")).err
    )
    assert "No such option" in (await psasync("tenants", "list", "--no-such", code=2)).err
    assert "There are" in (await psasync("whoami", "--profile", "nobody's", code=2)).err
