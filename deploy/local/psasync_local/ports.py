"""Loopback ports: is it free, who has it, and what to say about it."""

from __future__ import annotations

import secrets
import socket
from dataclasses import dataclass

import psutil

from psasync_local.errors import LocalError

HOST = "127.0.0.1"
_SERVER_PORTS = range(15_000, 32_000)  # below what Linux and macOS use for outgoing connections
_given: set[int] = set()


@dataclass(frozen=True, slots=True)
class PortUse:
    """A port that a process is going to listen on, and the variable that changes it."""

    port: int
    variable: str


def is_free(port: int, host: str = HOST) -> bool:
    """True when a server could listen on the port now. Connections in TIME_WAIT do not count as taken."""
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that nobody listened on a moment ago, and that this process has not been given before.

    It is not one the system hands to outgoing connections: while a server is down, a client that keeps trying to
    reach it would sooner or later be given the server's own port, connect to itself, and keep the server out.
    """
    while True:
        port = secrets.choice(_SERVER_PORTS)
        if port not in _given and is_free(port):
            _given.add(port)
            return port


def owner_of(port: int) -> str | None:
    """`name (pid N)` of the process that listens on the port, if this user may know it."""
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.AccessDenied:
        return None
    for connection in connections:
        listening = connection.status == psutil.CONN_LISTEN and connection.laddr[1:] == (port,)
        if listening and connection.pid:
            return _describe(connection.pid)
    return None


def require_free(name: str, use: PortUse) -> None:
    """Raises LocalError naming port, owner and environment variable when the port is taken."""
    if is_free(use.port):
        return
    owner = owner_of(use.port)
    by = f" by {owner}" if owner else ""
    raise LocalError(f"{name}: port {HOST}:{use.port} is taken{by}; stop that, or set {use.variable} to another port")


def _describe(pid: int) -> str:
    try:
        return f"{psutil.Process(pid).name()} (pid {pid})"
    except psutil.Error:
        return f"pid {pid}"
