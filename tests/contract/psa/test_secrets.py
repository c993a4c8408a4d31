"""No text that an adapter gives out holds a secret."""

import traceback

import pytest

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import PsaError, ReadScope

FAULTS = ["throttle", "error", "cut", "expired_key", "forbidden", "bad_json", "html", "redirect", "missing", "slow"]


@pytest.mark.parametrize("fault", FAULTS)
async def test_errors_show_no_secret_anywhere_in_their_chain(harness, fault):
    adapter = harness.open(read_timeout=0.5)
    harness.fault(fault, Entity.CONTACT, count=2, seconds=2)
    with pytest.raises(PsaError) as caught:
        await adapter.read_page(ReadScope(Entity.CONTACT), None)
    await adapter.aclose()
    shown = "".join(traceback.format_exception(caught.value)) + repr(caught.value) + caught.value.message
    assert not [secret for secret in harness.secrets if secret in shown]


async def test_reprs_show_no_secret(harness, adapter):
    shown = repr(harness.credentials()) + repr(adapter) + repr(vars(adapter)) + repr(await adapter.check())
    assert not [secret for secret in harness.secrets if secret in shown]


async def test_a_malformed_secret_is_named_and_not_shown(harness):
    for field in harness.secret_fields:
        malformed = f"line\nbreak-{len(field)}ünsafe"
        with pytest.raises(PsaError) as caught:
            harness.open(keys={field: malformed})
        assert field in caught.value.message
        assert malformed not in "".join(traceback.format_exception(caught.value))
        assert caught.value.kind == "configuration"
