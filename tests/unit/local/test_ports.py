"""Ports for servers of tests and for the controller."""

from __future__ import annotations

import socket

from psasync_local import ports


def test_free_ports_are_distinct_and_not_ephemeral() -> None:
    given = [ports.free_port() for _ in range(50)]
    assert len(set(given)) == len(given)
    assert max(given) < 32_000


def test_a_listener_takes_its_port() -> None:
    with socket.create_server((ports.HOST, 0)) as listener:
        port = listener.getsockname()[1]
        assert not ports.is_free(port)
        owner = ports.owner_of(port)
        assert owner is None or "pid" in owner
    assert ports.is_free(port)
