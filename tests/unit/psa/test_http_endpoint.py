"""The HTTP endpoint's own rules: where it may send, how it signs, what it makes of answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import ipaddress
import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.destination import Delivery, Outgoing
from psasync.psa.http_endpoint.answers import refusal_of, taken_of
from psasync.psa.http_endpoint.body import message_id, records_body
from psasync.psa.http_endpoint.connection import Connection
from psasync.psa.http_endpoint.signature import key_of, signed_headers
from psasync.psa.port import Credentials, PsaError
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.public import NotPublic, PublicTransport, is_public

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()
_names = st.sampled_from(["results", "id", "status", "dest", "code", "message", "field"]) | st.text(max_size=3)
anything = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_names, inner, max_size=4),
)
FAULTS = Faults("The HTTP endpoint", (SECRET, "hunter2hunter2"))


def credentials(permitted=(), secrets=None, **settings) -> Credentials:
    given_secrets = {"signing_secret": SECRET, **(secrets or {})}
    chosen = {"url": "https://hooks.example.com/in", **settings}
    return Credentials("c", "acme", chosen, given_secrets, frozenset(permitted))


def record(source_id: str = "1", **more) -> Outgoing:
    fields = {"label": "Acme", "data": {"name": "Acme"}, "version": "v1", "key": f"k-{source_id}", **more}
    return Outgoing(entity=Entity.COMPANY, source_id=source_id, **fields)


class TestSignature:
    @given(st.binary(min_size=24, max_size=64), st.binary(max_size=300), st.integers(0, 2**33))
    def test_any_receiver_of_the_specification_can_verify_it(self, key, body, moment):
        secret = "whsec_" + base64.b64encode(key).decode()
        headers = signed_headers(key_of(secret), "msg_1", moment, body)
        # The receiver's side, from the specification's text and not from our code.
        signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
        digest = hmac.digest(base64.b64decode(secret.split("_", 1)[1]), signed, hashlib.sha256)
        version, signature = headers["webhook-signature"].split(",")
        assert (version, base64.b64decode(signature)) == ("v1", digest)

    def test_the_specifications_own_example(self):
        key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        body = b'{"test": 2432232314}'
        headers = signed_headers(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
        assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

    @pytest.mark.parametrize("secret", ["", "whsec_", "whsec_?", "whsec_c2hvcnQ=", SECRET.removeprefix("whsec_"), "x"])
    def test_other_secrets_are_refused_and_not_repeated(self, secret):
        with pytest.raises(PsaError) as caught:
            Connection.of(credentials(secrets={"signing_secret": secret}))
        assert caught.value.permanent
        assert caught.value.code is IssueCode.CREDENTIALS_REFUSED
        assert not secret or len(secret) < 8 or secret not in str(caught.value)


class TestAddresses:
    PRIVATE = (
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.1.1",
        "::1", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "2002:0a00:0001::", "64:ff9b::10.0.0.1", "::",
    )  # fmt: skip

    @pytest.mark.parametrize("address", PRIVATE)
    def test_inside_is_not_public(self, address):
        assert not is_public(ipaddress.ip_address(address))

    @pytest.mark.parametrize("address", ["1.1.1.1", "8.8.8.8", "2606:4700:4700::1111", "64:ff9b::8.8.8.8"])
    def test_outside_is(self, address):
        assert is_public(ipaddress.ip_address(address))

    @given(st.ip_addresses(v=4))
    def test_no_way_of_writing_it_makes_an_address_more_public(self, address):
        for written in (f"::ffff:{address}", f"64:ff9b::{address}"):
            assert is_public(ipaddress.ip_address(written)) == is_public(address)

    @pytest.mark.parametrize(
        "url",
        [
            "", "http://hooks.example.com", "ftp://hooks.example.com", "https://user:pw@hooks.example.com", "https://",
            "https://localhost/x", "https://127.0.0.1/x", "https://10.0.0.7/x", "https://[::1]/x", "https://2130706433/",
            "https://0x7f.1/", "https://169.254.169.254/latest", "https://[::ffff:192.168.0.1]/", "https://a.example/?q=1",
        ],
    )  # fmt: skip
    def test_what_may_not_be_entered(self, url):
        with pytest.raises(PsaError) as caught:
            Connection.of(credentials(url=url))
        assert caught.value.code is IssueCode.ADDRESS_FORBIDDEN

    def test_the_operators_word_opens_the_host_that_it_names(self):
        assert Connection.of(credentials(permitted={"127.0.0.1"}, url="http://127.0.0.1:8080/x")).url.startswith(
            "http:"
        )
        assert Connection.of(credentials(permitted={"10.0.0.7"}, url="https://10.0.0.7/x/")).url.endswith("/x/")
        with pytest.raises(PsaError):
            Connection.of(credentials(permitted={"10.0.0.7"}, url="https://10.0.0.8/x"))

    @pytest.mark.parametrize("addresses", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["fe80::1%eth0"], []])
    async def test_a_name_that_points_inside_is_not_called(self, addresses):
        asked, sent = [], Recorder()

        async def resolve(host: str, port: int) -> list[str]:
            asked.append((host, port))
            return addresses

        transport = PublicTransport(resolve=resolve)
        transport._inner = sent
        with pytest.raises((NotPublic, httpx.ConnectError)):
            await transport.handle_async_request(httpx.Request("POST", "https://rebind.example/x"))
        assert asked == [("rebind.example", 443)]
        assert sent.requests == []

    async def test_the_connection_goes_to_the_address_that_was_checked(self):
        sent = Recorder(unreachable={"1.1.1.1"})

        async def resolve(_host: str, _port: int) -> list[str]:
            return ["1.1.1.1", "8.8.8.8"]

        transport = PublicTransport(resolve=resolve)
        transport._inner = sent
        request = httpx.Request("POST", "https://hooks.example.com:8443/x", content=b"body")
        assert (await transport.handle_async_request(request)).status_code == 200
        first, second = sent.requests
        assert (first.url.host, second.url.host, second.url.port) == ("1.1.1.1", "8.8.8.8", 8443)
        assert second.headers["host"] == "hooks.example.com:8443"
        assert second.extensions["sni_hostname"] == "hooks.example.com"
        assert sent.bodies == [b"body"]

    async def test_a_permitted_host_is_called_as_it_is(self):
        sent = Recorder()
        transport = PublicTransport(frozenset({"localhost"}), resolve=None)
        transport._inner = sent
        await transport.handle_async_request(httpx.Request("GET", "http://localhost:1/x"))
        assert sent.requests[0].url.host == "localhost"


class Recorder(httpx.AsyncBaseTransport):
    def __init__(self, unreachable=()) -> None:
        self.requests, self.bodies, self.unreachable = [], [], unreachable

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.url.host in self.unreachable:
            raise httpx.ConnectError("no way")
        self.bodies.append(b"".join([part async for part in request.stream]))
        return httpx.Response(200)


class TestSettings:
    @pytest.mark.parametrize(
        "settings",
        [
            {"batch_size": "0"}, {"batch_size": "501"}, {"batch_size": "many"}, {"timeout_seconds": "nan"},
            {"timeout_seconds": "61"}, {"entities": "company, spaceship"},
        ],
    )  # fmt: skip
    def test_wrong_ones_are_named(self, settings):
        with pytest.raises(PsaError) as caught:
            Connection.of(credentials(**settings))
        assert next(iter(settings)) in str(caught.value)

    def test_defaults_and_choices(self):
        chosen = Connection.of(credentials(batch_size="7", entities="company, contact"))
        assert (chosen.batch_size, chosen.entities) == (7, {Entity.COMPANY, Entity.CONTACT})
        assert Connection.of(credentials()).entities == set(Entity)
        assert SECRET not in repr(chosen)


class TestBody:
    def test_records_as_documented(self):
        records = [record(), record("2", data={}, deleted=True)]
        body = json.loads(records_body(Delivery("nightly", "e1"), "acme", records))
        assert body["records"] == [
            {"id": "1", "key": "k-1", "version": "v1", "action": "upsert", "data": {"name": "Acme"}},
            {"id": "2", "key": "k-2", "version": "v1", "action": "delete"},
        ]
        assert {name: body[name] for name in ("type", "tenant", "sync", "entity")} == {
            "type": "records", "tenant": "acme", "sync": "nightly", "entity": "company",
        }  # fmt: skip

    @given(st.lists(st.text(max_size=5), max_size=4), st.lists(st.text(max_size=5), max_size=4))
    def test_a_message_is_named_by_all_that_is_in_it(self, one, other):
        assert (message_id("e", one) == message_id("e", other)) == (one == other)
        assert message_id("e", one) != message_id("f", one)


class TestAnswers:
    def taken(self, answer, *ids):
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        return taken_of(body, [record(name) for name in ids], FAULTS)

    @pytest.mark.parametrize("answer", [b"", b"OK", b"{", {}, {"ok": True}, [1], "text"])
    def test_a_success_that_says_nothing_takes_all(self, answer):
        assert [one.refused or one.failed for one in self.taken(answer, "1", "2")] == [None, None]

    def test_each_record_has_its_verdict(self):
        answer = {
            "results": [
                {"id": "4", "status": "???"},
                {"id": "2", "status": "rejected", "code": "E1", "message": "no hunter2hunter2 here", "field": "name"},
                {"id": 3, "status": "failed", "message": "locked"},
                {"id": "1", "status": "ok", "dest": 77},
            ]
        }
        one, two, three, four, five = self.taken(answer, "1", "2", "3", "4", "5")
        assert one.dest == "77"
        assert (two.refused.code, two.refused.message, two.refused.field) == (
            IssueCode.DESTINATION_REFUSED, "E1: no *** here", "name",
        )  # fmt: skip
        assert (three.failed.code, three.failed.message) == (IssueCode.DESTINATION_UNAVAILABLE, "locked")
        assert "not documented" in four.failed.message
        assert "does not name" in five.failed.message

    def test_results_that_are_no_list_are_a_fault(self):
        with pytest.raises(PsaError) as caught:
            self.taken({"results": "fine"}, "1")
        assert not caught.value.permanent

    def test_problems(self):
        problem = json.dumps({"title": "Bad", "detail": "The name is taken.", "code": "taken"}).encode()
        assert refusal_of(problem, 409, FAULTS).message == "taken: The name is taken."
        assert refusal_of(b"{}", 422, FAULTS).message == "The endpoint answered 422."
        assert refusal_of(b"<html>", 400, FAULTS) is None

    @given(anything)
    def test_whatever_comes_there_is_a_verdict_or_a_fault(self, answer):
        try:
            verdicts = self.taken(json.dumps(answer).encode("utf-8", "replace"), "1", "2")
        except PsaError:
            return
        assert len(verdicts) == 2
