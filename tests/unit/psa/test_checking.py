"""The check that adapters share: what ends it, what does not, and what a report says."""

import errno
import socket
import ssl

import httpx
import pytest

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.port import BudgetExhausted, PsaError
from psasync.psa.toolkit.checking import Suspects, Trial, discovered, report_of, tried
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.unreachable import reason_of

SUSPECTS = Suspects(address=("settings.base_url",), credentials=("secrets.token",))
ENTITIES = (Entity.COMPANY, Entity.CONTACT, Entity.ASSET)


def refusal(kind: ErrorKind, code: IssueCode) -> PsaError:
    return PsaError(kind, code, f"it said {code}", permanent=True)


FORBIDDEN = refusal(ErrorKind.AUTHORIZATION, IssueCode.PERMISSION_MISSING)
BROKEN = refusal(ErrorKind.TECHNICAL, IssueCode.SOURCE_FAILED)
AWAY = refusal(ErrorKind.CONNECTIVITY, IssueCode.SOURCE_UNREACHABLE)
WRONG_KEY = refusal(ErrorKind.AUTHENTICATION, IssueCode.CREDENTIALS_REFUSED)


async def checked(*answers):
    asked = []

    def reading(entity, answer):
        async def read():
            asked.append(entity)
            if answer is not None:
                raise answer

        return Trial((entity,), read, f"allow {entity}")

    found = await tried([reading(entity, answer) for entity, answer in zip(ENTITIES, answers, strict=True)])
    return report_of(found, SUSPECTS, refused="Nobody may read", message="all is well"), asked


async def test_all_may_be_read():
    report, asked = await checked(None, None, None)
    assert (report.ok, report.message, asked) == (True, "all is well", list(ENTITIES))
    assert report.readable == dict.fromkeys(ENTITIES, True)


async def test_a_refusal_ends_nothing_and_says_what_to_do():
    report, asked = await checked(FORBIDDEN, None, FORBIDDEN)
    assert (report.ok, report.error_kind, asked) == (False, "authorization", list(ENTITIES))
    assert report.message == "Nobody may read: asset, company"
    assert [(one.readable, one.hint) for one in report.probes] == [
        (False, "allow company"),
        (True, ""),
        (False, "allow asset"),
    ]


async def test_one_broken_list_hides_no_other():
    report, asked = await checked(None, BROKEN, FORBIDDEN)
    assert (report.ok, report.error_kind, asked) == (False, "technical", list(ENTITIES))
    assert [one.readable for one in report.probes] == [True, None, False]
    assert report.readable == {Entity.COMPANY: True, Entity.ASSET: False}


@pytest.mark.parametrize("failure", [AWAY, WRONG_KEY, BudgetExhausted(60, "the hourly limit")])
async def test_what_would_meet_every_call_ends_the_trials(failure):
    report, asked = await checked(None, failure, None)
    assert (report.ok, asked) == (False, list(ENTITIES[:2]))
    assert [one.readable for one in report.probes] == [True, None, None]
    assert "Not tried" in report.probes[-1].reason


async def test_where_to_look():
    assert (await checked(WRONG_KEY, None, None))[0].fields == ("secrets.token",)
    assert (await checked(AWAY, None, None))[0].fields == ("settings.base_url",)
    assert (await checked(AWAY, None, None))[0].hint


def test_what_a_psa_does_not_say_is_left_out():
    assert discovered(region="eu", zone=None, codebase="") == {"region": "eu"}


def behind(*causes: BaseException) -> BaseException:
    """An error of the transport with its causes, the last one the first that happened."""
    error: BaseException = httpx.ConnectError("it names the request")
    first = error
    for cause in causes:
        error.__cause__ = cause
        error = cause
    return first


UNTRUSTED = ssl.SSLCertVerificationError(1, "certificate verify failed")
UNTRUSTED.verify_message = "certificate has expired"


@pytest.mark.parametrize(
    ("cause", "told"),
    [
        (socket.gaierror(-2, "unknown"), "cannot be resolved"),
        (ConnectionRefusedError(), "refused"),
        (ExceptionGroup("all failed", [ConnectionRefusedError()]), "refused"),
        (ssl.SSLError("wrong version"), "TLS"),
        (UNTRUSTED, "not trusted: certificate has expired"),
        (OSError(errno.EHOSTUNREACH, "no route"), "no way"),
    ],
)
def test_why_nobody_could_be_reached(cause, told):
    reason = reason_of(behind(RuntimeError("in between"), cause))
    assert told in reason.what
    assert reason.hint
    assert told in Faults("PSA").unreachable("a list", *reason).message


def test_an_unknown_fault_is_named_by_its_kind():
    assert reason_of(httpx.ReadError("secret")) == ("ReadError", "")
