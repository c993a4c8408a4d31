"""Backoff, secrets, log rotation, the services table."""

from __future__ import annotations

import base64
import stat
from pathlib import Path

from psasync_local import local_secrets, rotation, services
from psasync_local.supervised import RestartPolicy


def test_restart_delays_double_to_a_cap() -> None:
    policy = RestartPolicy(first=0.5, cap=30)
    assert [policy.delay(n) for n in range(1, 9)] == [0.5, 1, 2, 4, 8, 16, 30, 30]
    assert policy.delay(5000) == 30


def test_secrets_are_made_once_for_their_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "run" / "secrets.env"
    made = local_secrets.load_or_create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert local_secrets.load_or_create(path) == made
    key_id, _, key = made["PSASYNC_KEYRING"].partition(":")
    assert key_id
    assert len(base64.b64decode(key)) == 32
    assert len(made["PSASYNC_INTERNAL_TOKEN"]) >= 32
    assert local_secrets.generate() != made


def test_a_long_log_is_cut_and_its_writer_goes_on(tmp_path: Path) -> None:
    log = tmp_path / "executor.log"
    with log.open("ab", buffering=0) as writer:
        writer.write(b"x" * 100)
        rotation.rotate(tmp_path, largest=99)
        writer.write(b"next")
    assert (tmp_path / "executor.log.1").read_bytes() == b"x" * 100
    assert log.read_bytes() == b"next"


def test_a_short_log_stays(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_bytes(b"x" * 99)
    rotation.rotate(tmp_path, largest=99)
    assert (tmp_path / "a.log").stat().st_size == 99


def test_services_find_each_other_by_environment() -> None:
    ports = {service.name: 7000 + n for n, service in enumerate(services.SERVICES)}
    environment = services.addresses(ports)
    assert environment["PSASYNC_EXECUTOR_PORT"] == str(ports["executor"])
    assert environment["PSASYNC_EXECUTOR_URL"] == f"http://127.0.0.1:{ports['executor']}"
    assert environment["PSASYNC_PSA_PLAIN_HTTP_HOSTS"] == "127.0.0.1"
    assert len({service.port for service in services.SERVICES}) == len(services.SERVICES)
