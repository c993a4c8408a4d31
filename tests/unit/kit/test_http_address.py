from __future__ import annotations

import pytest
from starlette.requests import HTTPConnection

from psasync.kit.http.address import client_address, site


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::1", "2001:db8::1"),
        ("unix:", ""),
        ("<script>", ""),
        ("x" * 60_000, ""),
        ("", ""),
    ],
)
def test_only_an_address_is_one(host: str, address: str) -> None:
    assert client_address(HTTPConnection({"type": "http", "client": (host, 0)})) == address
    assert client_address(HTTPConnection({"type": "http", "client": None})) == ""


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
    ],
)
def test_a_site_is_what_one_client_has(address: str, name: str) -> None:
    assert site(address) == name
