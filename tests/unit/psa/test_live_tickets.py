"""What every system says of its live tickets holds together."""

import string

import pytest

from psasync.psa.registry import SYSTEMS

LIVE = {system: entry for system, entry in SYSTEMS.items() if entry.live}


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_system_that_says_it_has_webhooks_verifies_them(system):
    entry = SYSTEMS[system]
    assert entry.capabilities.webhooks == (entry.verifier is not None)


@pytest.mark.parametrize("system", LIVE)
def test_a_webhook_can_be_registered_by_somebody_and_its_tickets_read_again(system):
    live = LIVE[system].live
    assert live.open_registrar or live.steps
    assert live.open_tickets


@pytest.mark.parametrize("system", LIVE)
def test_steps_name_the_address_once_and_nothing_unknown(system):
    steps = LIVE[system].live.steps
    names = [name for step in steps for _, name, _, _ in string.Formatter().parse(step) if name is not None]
    assert set(names) <= {"address", "secret"}
    assert not steps or names.count("address") == 1
    for step in steps:
        assert step == step.strip()
        assert step[-1] in ".:}"
