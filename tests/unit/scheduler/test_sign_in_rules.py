"""Where a sign-in may end, whom a code belongs to, what a person is called, how often is often."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync_scheduler.domain.addresses import call_mistake, return_mistake
from psasync_scheduler.domain.sign_in import answers, challenge_of, name_of, start_errors

ALLOWED = {"https://console.example.com/in"}


class TestReturn:
    @pytest.mark.parametrize(
        "address", [*ALLOWED, "http://127.0.0.1:1/", "http://127.0.0.1:65535/a/b", "http://[::1]:8100/x"]
    )
    def test_allowed(self, address):
        assert return_mistake(address, ALLOWED) == ""

    @pytest.mark.parametrize(
        "address",
        [
            "",
            "https://console.example.com/in/",
            "https://CONSOLE.example.com/in",
            "https://console.example.com:443/in",
            "http://console.example.com/in",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:x/",
            "http://[::1/",
            "http://127.1:80/",
            "http://2130706433:80/",
            "http://127.0.0.1:80/\t",
            "http://127.0.0.1:80/é",
            "http://127.0.0.1:80/" + "a" * 3000,
            "file:///etc/passwd",
        ],
    )
    def test_refused(self, address):
        assert return_mistake(address, ALLOWED)

    @given(st.text(max_size=60))
    def test_any_text_is_judged(self, text):
        assert (
            return_mistake(text, ALLOWED) or text in ALLOWED or text.startswith(("http://127.0.0.1:", "http://[::1]:"))
        )

    @given(st.text(max_size=30))
    def test_nothing_behind_the_own_machine_leads_elsewhere(self, text):
        address = f"http://127.0.0.1:5000{text}"
        if not return_mistake(address, ALLOWED):
            assert text == "" or text[0] in "/0123456789"
            assert not {"@", "\\", "?", "#", "\r", "\n", " "} & set(text)


@pytest.mark.parametrize(
    ("address", "hosts", "good"),
    [
        ("https://login.example.com/a", set(), True),
        ("http://login.example.com/a", set(), False),
        ("http://login.example.com/a", {"login.example.com"}, True),
        ("http://127.0.0.1:80/a", {"127.0.0.1"}, True),
        ("http://127.0.0.1:80/a", {"127.0.0.2"}, False),
        ("https://user:pw@login.example.com/a", set(), False),
        ("ftp://login.example.com", set(), False),
        ("login.example.com", set(), False),
    ],
)
def test_what_may_be_called(address, hosts, good):
    assert (call_mistake(address, hosts) == "") is good


def test_a_verifier_answers_its_challenge_alone():
    # The pair of RFC 7636, appendix B.
    verifier, challenge = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    assert challenge_of(verifier) == challenge
    assert answers(verifier, challenge)
    assert not answers(verifier + "x", challenge)
    assert not answers("\ud800é", challenge)


def test_all_mistakes_of_a_start_are_named():
    assert [error.field for error in start_errors("x", "y", ALLOWED)] == ["return_to", "challenge"]
    assert start_errors("http://127.0.0.1:1/", challenge_of("v"), ALLOWED) == []


@pytest.mark.parametrize(
    ("claims", "name"),
    [
        ({"email": "a@b.c", "name": "Ann", "sub": "1"}, "a@b.c"),
        ({"email": "a@b.c", "email_verified": False, "name": "Ann", "sub": "1"}, "Ann"),
        ({"email": "", "preferred_username": "ann", "name": "Ann"}, "ann"),
        ({"name": "Ann\x00\nNewline", "sub": "1"}, "Ann Newline"),
        ({"name": "x" * 500}, "x" * 200),
        ({"email": 3, "sub": "1"}, "1"),
        ({}, "unknown person"),
    ],
)
def test_what_a_person_is_called(claims, name):
    assert name_of(claims) == name
