from __future__ import annotations

import base64
import os

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from psasync.kit.keyring import Keyring, KeyringError

OLD, NEW = os.urandom(32), os.urandom(32)
RING = Keyring({"old": OLD})
PLACE = {"tenant": "t1", "connection": "c1", "field": "private_key"}
encodable = st.text(st.characters(exclude_categories=["Cs"]))


def _b64(key: bytes) -> str:
    return base64.b64encode(key).decode()


@given(encodable)
def test_opens_in_its_own_place(plaintext: str) -> None:
    assert RING.decrypt(RING.encrypt(plaintext, **PLACE), **PLACE) == plaintext


@given(encodable, encodable, encodable)
def test_never_opens_in_another(tenant: str, connection: str, field: str) -> None:
    place = {"tenant": tenant, "connection": connection, "field": field}
    assume(place != PLACE)
    with pytest.raises(KeyringError):
        RING.decrypt(RING.encrypt("secret", **PLACE), **place)


@pytest.mark.parametrize("part", ["tenant", "connection", "field"])
def test_one_part_of_the_place_is_enough_to_stay_shut(part: str) -> None:
    with pytest.raises(KeyringError):
        RING.decrypt(RING.encrypt("secret", **PLACE), **{**PLACE, part: "other"})


@pytest.mark.parametrize("joint", [":", "|", ".", '"', '","', "\0"])
def test_parts_of_the_place_cannot_be_shifted(joint: str) -> None:
    envelope = RING.encrypt("secret", tenant="a", connection=f"b{joint}c", field="d")
    with pytest.raises(KeyringError):
        RING.decrypt(envelope, tenant=f"a{joint}b", connection="c", field="d")


@given(st.data())
def test_never_opens_changed(data: st.DataObject) -> None:
    envelope = RING.encrypt("a secret of some length", **PLACE)
    position = data.draw(st.integers(0, len(envelope) - 1))
    replacement = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = envelope[:position] + replacement + envelope[position + 1 :]
    assume(changed != envelope)
    with pytest.raises(KeyringError):
        RING.decrypt(changed, **PLACE)


@given(st.data())
def test_never_opens_shortened_or_lengthened(data: st.DataObject) -> None:
    envelope = RING.encrypt("secret", **PLACE)
    cut = envelope[: data.draw(st.integers(0, len(envelope) - 1))]
    longer = envelope + data.draw(st.text(min_size=1))
    for text in (cut, longer):
        with pytest.raises(KeyringError):
            RING.decrypt(text, **PLACE)


@given(st.text())
def test_nonsense_is_a_keyring_error(text: str) -> None:
    with pytest.raises(KeyringError):
        RING.decrypt(text, **PLACE)


def test_the_same_secret_is_sealed_differently_each_time() -> None:
    assert len({RING.encrypt("secret", **PLACE) for _ in range(50)}) == 50


def test_rotation_reads_old_writes_new_and_says_what_is_left() -> None:
    sealed = RING.encrypt("secret", **PLACE)
    rotating = Keyring.from_secret(f"new:{_b64(NEW)},old:{_b64(OLD)}")
    assert rotating.decrypt(sealed, **PLACE) == "secret"
    assert rotating.needs_rotation(sealed)
    again = rotating.encrypt("secret", **PLACE)
    assert not rotating.needs_rotation(again)
    rotated = Keyring.from_secret(f"new:{_b64(NEW)}")
    assert rotated.decrypt(again, **PLACE) == "secret"
    with pytest.raises(KeyringError, match="'old'"):
        rotated.decrypt(sealed, **PLACE)


def test_another_key_of_the_same_name_does_not_open() -> None:
    with pytest.raises(KeyringError):
        Keyring({"old": NEW}).decrypt(RING.encrypt("secret", **PLACE), **PLACE)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "entry 1"),
        ("k1", "entry 1"),
        (f"k1:{_b64(OLD)},", "entry 2"),
        ("k1:%%%", "entry 1 is not base64"),
        (f"k1:{_b64(b'short')}", "has 5 bytes"),
        (f"k 1:{_b64(OLD)}", "entry 1"),
        (f"k1:{_b64(OLD)},k1:{_b64(NEW)}", "twice"),
    ],
    ids=["empty", "no key", "nothing behind the comma", "no base64", "short", "space in the id", "twice"],
)
def test_a_bad_keyring_is_refused_without_showing_keys(text: str, says: str) -> None:
    with pytest.raises(KeyringError, match=says) as refused:
        Keyring.from_secret(text)
    assert _b64(OLD) not in str(refused.value)


def test_both_base64_alphabets_are_read() -> None:
    key = b"\xfb\xff" * 16
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        ring = Keyring.from_secret(f"k:{encode(key).decode()}")
        assert ring.decrypt(Keyring({"k": key}).encrypt("x", **PLACE), **PLACE) == "x"


def test_errors_show_no_plaintext_and_no_envelope() -> None:
    envelope = RING.encrypt("secret-text", **PLACE)
    with pytest.raises(KeyringError) as refused:
        RING.decrypt(envelope, **{**PLACE, "tenant": "t2"})
    assert "secret-text" not in str(refused.value)
    assert envelope.rpartition(".")[2] not in str(refused.value)
