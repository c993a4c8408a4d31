"""Which addresses a connection may point to."""

import pytest

from psasync.psa.toolkit.address import AddressError, checked_base_url


@pytest.mark.parametrize(
    ("given_address", "used"),
    [
        ("https://PSA.example.org/", "https://psa.example.org"),
        ("https://psa.example.org:8443/cw/", "https://psa.example.org:8443/cw"),
        ("https://psa.example.org.", "https://psa.example.org"),
        ("https://10.0.0.7/cw", "https://10.0.0.7/cw"),
    ],
)
def test_allowed_addresses(given_address, used):
    assert checked_base_url(given_address) == used


@pytest.mark.parametrize(
    "address",
    [
        "",
        "psa.example.org",
        "http://psa.example.org",
        "ftp://psa.example.org",
        "https://user:pass@psa.example.org",
        "https://psa.example.org/?x=1",
        "https://169.254.169.254",
        "https://0.0.0.0",
        "https://[fe80::1]",
        "https://[::ffff:169.254.169.254]",
        "https://2852039166",
        "https://0xa9fea9fe",
        "https://169.254.43518",
        "https://psa.example.org:99999",
        "http://simulator:8190",
        "http://10.0.0.7",
        "http://127.0.0.1:8190",
        "https://127.0.0.1:8190",
        "https://127.9.9.9",
        "https://[::1]",
        "https://[::ffff:127.0.0.1]",
        "https://LocalHost",
        "https://localhost.",
        "https://a.localhost",
        "https://127.0.0.1.",
        "https://127.1",
    ],
)
def test_forbidden_addresses(address):
    with pytest.raises(AddressError) as caught:
        checked_base_url(address)
    assert not address or address not in str(caught.value)


@pytest.mark.parametrize(
    ("address", "used"),
    [
        ("http://Simulator:8190/connectwise", "http://simulator:8190/connectwise"),
        ("https://simulator", "https://simulator"),
        ("http://127.0.0.1:8190", "http://127.0.0.1:8190"),
        ("https://127.0.0.1", "https://127.0.0.1"),
        ("http://[0:0:0:0:0:0:0:1]:8190", "http://[0:0:0:0:0:0:0:1]:8190"),
    ],
)
def test_what_the_operator_names_may_be_here_and_plain(address, used):
    assert checked_base_url(address, {"simulator", "127.0.0.1", "::1"}) == used


@pytest.mark.parametrize(
    "address",
    ["http://scheduler:8101", "https://localhost", "http://127.0.0.2", "ftp://simulator", "http://169.254.1.1"],
)
def test_naming_one_host_permits_no_other(address):
    with pytest.raises(AddressError):
        checked_base_url(address, {"simulator", "127.0.0.1", "169.254.1.1"})


def test_a_system_can_rename_a_host_and_nothing_else():
    used = checked_base_url("https://NA.example.org:8443/x/", renamed=lambda host: f"api-{host}")
    assert used == "https://api-na.example.org:8443/x"
