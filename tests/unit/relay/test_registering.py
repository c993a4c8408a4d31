"""What becomes of a registration, whatever the PSA says of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.live_tickets import HookTarget, Registration, RegistrationState
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_tickets_relay.domain.standing import HookState, Standing
from psasync_tickets_relay.upkeep.registering import Registering
from tests.unit.relay.test_intake import connection

ACTIVE, INACTIVE, ABSENT = RegistrationState.ACTIVE, RegistrationState.INACTIVE, RegistrationState.ABSENT
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NEW = Standing("c-1", "acme", wanted=True)
WELL = replace(NEW, state=HookState.ACTIVE, since=LONG_AGO)


class Psa:
    """An `Opening` and a registrar."""

    def __init__(self, has: RegistrationState = ABSENT, gives: RegistrationState = ACTIVE) -> None:
        self.has, self.gives = has, gives
        self.fault: Exception | None = None
        self.by_api = True
        self.done: list[str] = []

    def registrar(self, found):
        return self if self.by_api else None

    def target(self, found) -> HookTarget:
        return HookTarget(
            "https://relay/hooks/T0ken-of-it", "https://relay/hooks/T0ken-of-it?deactivated=1", "S3cret-of-it"
        )

    async def find(self, target) -> Registration:
        if self.fault is not None:
            raise self.fault
        return Registration(self.has)

    async def register(self, target) -> Registration:
        self.done.append("register")
        self.has = self.gives
        return Registration(self.has, "1", "as the PSA says")

    async def remove(self, target) -> None:
        self.done.append("remove")
        self.has = ABSENT

    async def aclose(self) -> None:
        self.done.append("close")


async def settled(psa: Psa, before: Standing, **changes) -> Standing:
    after, trouble = await Registering(psa).settle(connection(**changes), before, seconds=5)
    assert (trouble.text if trouble else "") == after.trouble
    return after


async def test_what_is_wanted_is_registered_and_is_no_news():
    psa = Psa()
    after = await settled(psa, NEW)
    assert (after.state, after.settled, after.untold, psa.done) == (
        HookState.ACTIVE,
        True,
        False,
        ["register", "close"],
    )
    assert after.since == after.checked_at
    assert (await settled(psa, after)).since == after.since
    assert psa.done[2:] == ["close"], "what is well is left alone"


@pytest.mark.parametrize("found", [ABSENT, INACTIVE])
async def test_what_had_been_well_and_is_dead_is_renewed_and_is_news(found):
    after = await settled(Psa(found), WELL)
    assert (after.state, after.untold, after.since) == (HookState.ACTIVE, True, LONG_AGO)
    assert after.renewed_at == after.checked_at


async def test_what_is_not_wanted_is_removed():
    psa = Psa(ACTIVE)
    after = await settled(psa, replace(WELL, wanted=False))
    assert (after.state, after.settled, psa.done) == (HookState.ABSENT, True, ["remove", "close"])
    await settled(psa, replace(WELL, wanted=False), active=False)
    assert psa.done[2:] == ["remove", "close"], "also of a connection that is paused"


async def test_what_does_not_become_active_is_looked_at_again():
    after = await settled(Psa(gives=INACTIVE), NEW)
    assert (after.state, after.settled, after.failures, after.detail) == (
        HookState.INACTIVE, False, 1, "as the PSA says",
    )  # fmt: skip
    assert (await settled(Psa(ACTIVE), after)).failures == 0


async def test_where_there_is_no_api_a_person_registers_it():
    psa = Psa()
    psa.by_api = False
    after = await settled(psa, NEW)
    assert (after.state, after.settled, psa.done) == (HookState.BY_HAND, True, [])


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (BudgetExhausted(30, "the test"), "Waiting for the test."),
        (PsaError(ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED, "refused", permanent=True), "refused"),
        (TimeoutError(), "in time"),
        (RuntimeError("secret content"), "RuntimeError"),
    ],
)
async def test_what_cannot_be_done_changes_nothing_and_is_told(fault, words):
    psa = Psa()
    psa.fault = fault
    after = await settled(psa, WELL)
    assert words in after.trouble
    assert "secret content" not in after.trouble
    assert (after.state, after.since, after.failures, psa.done) == (HookState.ACTIVE, LONG_AGO, 1, ["close"])


async def test_a_psa_that_repeats_the_address_gives_nothing_away():
    psa = Psa()
    said = "https://relay/hooks/T0ken-of-it?recordId= is no address; nor is %2Fhooks%2FT0ken-of-it with S3cret-of-it"
    psa.fault = PsaError(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED, said, permanent=True)
    after = await settled(psa, NEW)
    assert after.trouble == "[redacted]?recordId= is no address; nor is %2Fhooks%2F[redacted] with [redacted]"


async def test_a_paused_connection_is_left_alone():
    psa = Psa()
    assert "paused" in (await settled(psa, NEW, active=False)).trouble
    assert psa.done == []
