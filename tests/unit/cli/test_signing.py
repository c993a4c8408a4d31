"""The way through the browser and back."""

import threading
from urllib.parse import urlsplit

import httpx
import pytest

from psasync_cli.signing.loopback import Loopback
from psasync_cli.signing.proof import Proof


def test_the_challenge_is_that_of_the_standard():
    proof = Proof("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")  # RFC 7636, appendix B
    assert proof.challenge == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_proof_is_new_each_time_long_enough_and_not_shown():
    proof = Proof.new()
    assert len(proof.verifier) >= 43
    assert proof.verifier != Proof.new().verifier
    assert proof.verifier not in repr(proof)


@pytest.fixture(scope="module")
def browser():
    with httpx.Client(trust_env=False, timeout=5, verify=False) as client:

        def come_back(address, **query):
            return client.get(address, params=query)

        yield come_back


def test_the_code_comes_back_once_and_nothing_of_it_is_shown(browser):
    with Loopback() as loopback:
        assert urlsplit(loopback.address).hostname == "127.0.0.1"
        answer = browser(loopback.address, code="the-code")
        assert browser(loopback.address, code="another").status_code == 200
        assert loopback.wait(5) == "the-code"
    assert answer.status_code == 200
    assert "the-code" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_who_waits_is_woken(browser):
    with Loopback() as loopback:
        person = threading.Thread(target=browser, args=(loopback.address,), kwargs={"code": "x"})
        person.start()
        assert loopback.wait(5) == "x"
        person.join()


@pytest.mark.parametrize("address", ["/", "/other?code=x", "/favicon.ico"])
def test_only_who_knows_the_address_brings_a_code(browser, address):
    with Loopback() as loopback:
        parts = urlsplit(loopback.address)
        assert browser(f"http://{parts.netloc}{address}").status_code == 404
        assert browser(loopback.address).status_code == 404
        assert loopback.wait(0) is None
