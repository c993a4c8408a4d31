"""What Autotask's refusals mean: a 500 can be anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.psa.autotask.errors import error_of, is_about_threads
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.refusal import Refusal

SECRET = "Zx93-secret"
CODE = "QZ77-code"


def refusal(status, body=b"", *, retry_after=""):
    return Refusal(status, body, retry_after, "Fri, 20 Nov 2026 09:14:02 GMT", "Contacts/query")


def errors(text):
    return f'{{"errors":["{text}"]}}'.encode()


def error(given_refusal):
    return error_of(given_refusal, Faults("Autotask", (SECRET, CODE)))


REQUIRED = "Value does not exist for the required field companyName."
PERMISSION = "The logged in Resource does not have the adequate permissions to query this entity type."
UNEXPECTED = "An unexpected error has occurred. Error ID: 1166"


@pytest.mark.parametrize(
    ("given_refusal", "kind", "code", "permanent"),
    [
        (refusal(401), "authentication", "credentials_refused", True),
        (refusal(401, errors(PERMISSION)), "authentication", "credentials_refused", True),
        (refusal(500, errors("IntegrationCode is invalid.")), "authentication", "credentials_refused", True),
        (
            refusal(500, errors("Zone information could not be determined for user: x")),
            "authentication",
            "credentials_refused",
            True,
        ),
        (refusal(403), "authorization", "permission_missing", True),
        (refusal(500, errors(PERMISSION)), "authorization", "permission_missing", True),
        (refusal(429), "technical", "source_throttled", False),
        (refusal(500, errors("The API request threshold has been exceeded.")), "technical", "source_throttled", False),
        (refusal(403, errors("API access is suspended for a while.")), "technical", "source_throttled", False),
        (refusal(500, errors("The thread limit has been exceeded.")), "technical", "source_throttled", False),
        (refusal(500, errors(REQUIRED)), "technical", "source_failed", True),
        (refusal(500, errors("The value 9 does not exist in the picklist.")), "technical", "source_failed", True),
        (refusal(500, b'{"errors":[{"message":"companyType is a picklist"}]}'), "technical", "source_failed", True),
        (refusal(500, errors("Unable to find name in the Company Entity.")), "technical", "source_failed", True),
        (refusal(500, errors(UNEXPECTED)), "technical", "source_failed", False),
        (refusal(500, b'{"errors":[]}'), "technical", "source_failed", False),
        (refusal(500, b'{"errors":[7,null,{"no":1}]}'), "technical", "source_failed", False),
        (refusal(500, b"<html>"), "technical", "source_failed", False),
        (refusal(500), "technical", "source_failed", False),
        (refusal(503, b"\xff\xfe"), "technical", "source_failed", False),
        (refusal(404, b'{"Message":"No HTTP resource was found."}'), "technical", "source_failed", False),
        (
            refusal(405, b'{"Message":"The requested resource does not support http method"}'),
            "technical",
            "source_failed",
            True,
        ),
        (refusal(302), "configuration", "address_forbidden", True),
        (refusal(418), "technical", "source_failed", True),
    ],
)
def test_the_error_table(given_refusal, kind, code, permanent):
    found = error(given_refusal)
    assert (found.kind, found.code, found.permanent) == (kind, IssueCode(code), permanent)
    assert (found.status, "Contacts/query" in found.message) == (given_refusal.status, True)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (errors(REQUIRED), REQUIRED),
        (b'{"errors":["one","two"]}', "one; two"),
        (b'{"Message":"not here"}', "not here"),
        (b"<html>Bad gateway</html>", "<html>Bad gateway</html>"),
    ],
)
def test_autotasks_own_words_are_quoted(body, words):
    assert words in error(refusal(500, body)).message


def test_words_are_masked_and_cut():
    found = error(refusal(500, errors(f"bad {SECRET} and {CODE} " + "x" * 5000)))
    assert SECRET not in found.message
    assert CODE not in found.message
    assert len(found.message) < 500


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("12", 12),
        ("999999", 3600),
        ("nan", 60),
        ("soon", 60),
        ("", 60),
        ("Fri, 20 Nov 2026 09:15:32 GMT", 90),
    ],
)
def test_retry_after(header, seconds):
    assert error(refusal(429, retry_after=header)).retry_after == seconds
    assert error(refusal(500, errors("The request threshold is exceeded"), retry_after=header)).retry_after == seconds


def test_threads_are_told_from_the_hour():
    assert is_about_threads(refusal(429, errors("The thread limit for the endpoint has been exceeded.")))
    assert not is_about_threads(refusal(429, errors("The request threshold has been exceeded.")))
    assert not is_about_threads(refusal(429))


@given(st.integers(300, 599), st.binary(max_size=200))
def test_every_answer_has_a_verdict(status, body):
    found = error(refusal(status, body))
    assert found.message.isprintable()
    assert len(found.message) < 500
