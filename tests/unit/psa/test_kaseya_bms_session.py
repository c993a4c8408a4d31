"""Logging in to Kaseya BMS: when tokens are renewed, how often, and what a refusal does."""

import asyncio
from datetime import UTC, datetime

import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import ErrorKind
from psasync.psa.kaseya_bms.calls import Reply
from psasync.psa.kaseya_bms.connection import Connection
from psasync.psa.kaseya_bms.session import AUTHENTICATE, REFRESH, Session
from psasync.psa.port import Credentials, PsaError
from psasync.psa.toolkit.faults import Faults

SETTINGS = {"base_url": "https://api.bms.kaseya.com", "company": "Acme IT", "user_name": "api"}
ASKED = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class Server:
    """Stands in for `Calls`: gives tokens that live for half an hour by the server's clock."""

    faults = Faults("Kaseya BMS")
    connection = Connection.of(Credentials("c", "t", SETTINGS, {"password": "secret"}))

    def __init__(self):
        self.forms = []
        self.masked = ()
        self.refusals = []  # of the next calls; None is a success
        self.expires = "2026-11-20T09:30:00Z"

    def mask(self, *secrets):
        self.masked = secrets

    async def post_form(self, endpoint, form):
        self.forms.append((endpoint, form))
        await asyncio.sleep(0)
        error = self.refusals.pop(0) if self.refusals else None
        if error:
            raise error
        number = len(self.forms)
        result = {
            "accessToken": f"access-{number}",
            "refreshToken": f"refresh-{number}",
            "accessTokenExpireOn": self.expires,
        }
        return Reply(result, None, ASKED)


class Clock:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def refused(*, permanent=True):
    kind = ErrorKind.AUTHENTICATION if permanent else ErrorKind.TECHNICAL
    code = IssueCode.CREDENTIALS_REFUSED if permanent else IssueCode.SOURCE_FAILED
    return PsaError(kind, code, "no", permanent=permanent)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def session(server, clock):
    return Session(server, clock)


async def test_many_callers_log_in_once(server, session):
    assert set(await asyncio.gather(*(session.token() for _ in range(20)))) == {"access-1"}
    assert server.forms == [
        (
            AUTHENTICATE,
            {"GrantType": "password", "UserName": "api", "Password": "secret", "Tenant": "Acme IT"},
        )
    ]
    assert set(server.masked) >= {"access-1", "refresh-1"}


async def test_a_token_is_renewed_a_minute_before_its_end(server, session, clock):
    await session.token()
    clock.now += 1800 - 61
    assert await session.token() == "access-1"
    clock.now += 2
    assert set(await asyncio.gather(*(session.token() for _ in range(20)))) == {"access-2"}
    assert server.forms[1:] == [(REFRESH, {"AccessToken": "access-1", "RefreshToken": "refresh-1"})]


@pytest.mark.parametrize(
    ("expires", "seconds"),
    [
        ("2026-11-20T09:30:00", 1740),  # without a zone
        ("2026-11-20T11:30:00+02:00", 1740),
        ("2026-11-20T09:01:40Z", 80),  # a short life is used to four fifths
        ("2026-11-20T04:00:00", 24),  # an end in the past does not mean a login for every call
        ("soon", 840),
        (None, 840),
        (7, 840),
    ],
)
async def test_how_long_a_token_is_used(server, session, clock, expires, seconds):
    server.expires = expires
    await session.token()
    clock.now += seconds - 1
    assert await session.token() == "access-1"
    clock.now += 2
    assert await session.token() == "access-2"


async def test_a_refused_token_is_replaced_once_for_all_who_used_it(server, session):
    await session.token()
    assert set(await asyncio.gather(*(session.renewed("access-1") for _ in range(20)))) == {"access-2"}
    assert len(server.forms) == 2
    assert await session.renewed("access-1") == "access-2"


async def test_a_refused_refresh_logs_in_again(server, session):
    await session.token()
    server.refusals = [refused()]
    assert await session.renewed("access-1") == "access-3"
    assert [endpoint for endpoint, _ in server.forms] == [AUTHENTICATE, REFRESH, AUTHENTICATE]


async def test_a_failing_refresh_is_no_reason_to_log_in(server, session):
    await session.token()
    server.refusals = [refused(permanent=False)]
    with pytest.raises(PsaError) as caught:
        await session.renewed("access-1")
    assert not caught.value.permanent
    assert await session.renewed("access-1") == "access-3"
    assert [endpoint for endpoint, _ in server.forms] == [AUTHENTICATE, REFRESH, REFRESH]


async def test_a_refused_login_is_not_tried_again_at_once(server, session, clock):
    server.refusals = [refused()]
    answers = await asyncio.gather(*(session.token() for _ in range(20)), return_exceptions=True)
    assert {(answer.code, answer.permanent) for answer in answers} == {(IssueCode.CREDENTIALS_REFUSED, True)}
    assert len(server.forms) == 1
    clock.now += 61
    assert await session.token() == "access-2"


@pytest.mark.parametrize("token", [None, "", 7, "two\nlines", "ünsafe"])
async def test_an_answer_without_a_usable_token_is_unreadable(server, session, token, monkeypatch):
    async def post_form(endpoint, form):
        return Reply({"accessToken": token}, None, ASKED)

    monkeypatch.setattr(server, "post_form", post_form)
    with pytest.raises(PsaError) as caught:
        await session.token()
    assert caught.value.code is IssueCode.SOURCE_ANSWER_INVALID


async def test_a_canceled_login_leaves_the_session_usable(server, session):
    waiting = asyncio.create_task(session.token())
    await asyncio.sleep(0)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert (await session.token()).startswith("access-")
