"""The control interface, which is the same for every system."""

import pytest


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "nowhere/accounts", None, 404),
        ("GET", "connectwise/accounts/nobody", None, 404),
        ("PUT", "connectwise/accounts/x", {"size": 1}, 422),
        ("PUT", "connectwise/accounts/x", {"weather": "fair"}, 422),
        ("PATCH", "connectwise/accounts/demo", {"weather": "fair"}, 422),
        ("GET", "connectwise/accounts/demo/records/weather", None, 404),
        ("POST", "connectwise/faults", {"kind": "rain"}, 422),
        ("POST", "connectwise/faults", {"kind": "slow", "path": "("}, 422),
    ],
)
def test_wrong_orders_are_refused(simulator, method, path, body, status):
    assert simulator.http.request(method, f"/_control/{path}", json=body).status_code == status


def test_the_life_of_an_account(simulator):
    made = simulator.account("brief", size=40, seed=3)
    assert (made["account"], made["seed"]) == ("brief", 3)
    assert simulator.get("accounts/BRIEF") == made
    assert made in simulator.get("accounts")
    simulator.delete("accounts/brief")
    assert "brief" not in [account["account"] for account in simulator.get("accounts")]
