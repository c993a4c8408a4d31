"""Environment, then Docker, then native: for each server by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from psasync_local import resolver
from psasync_local.errors import LocalError
from psasync_local.rundir import RunDir

NAMES = (resolver.KAFKA, resolver.MONGO, resolver.CHOICE, "PSASYNC_LOCAL_KAFKA_PORT", "PSASYNC_LOCAL_MONGO_PORT")


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def resolve(folder: Path, engine: bool = False) -> resolver.Servers:
    return resolver.resolve(RunDir(folder), lambda _: None, lambda: engine)


def test_both_from_the_environment_start_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(resolver.KAFKA, "kafka.example:9092")
    monkeypatch.setenv(resolver.MONGO, "mongodb://user:secret@mongo.example")
    servers = resolver.resolve(RunDir(tmp_path), lambda _: None, lambda: pytest.fail("no engine is asked for"))
    assert (servers.commands, servers.containers) == ((), ())
    assert servers.lines() == ["Kafka from environment: kafka.example:9092", "MongoDB from environment"]


def test_docker_is_preferred_when_an_engine_answers(tmp_path: Path) -> None:
    servers = resolve(tmp_path, engine=True)
    assert servers.containers == ("kafka", "mongo")
    assert not servers.commands
    assert servers.kafka == "127.0.0.1:9092"


def test_without_an_engine_both_are_native(tmp_path: Path) -> None:
    servers = resolve(tmp_path)
    assert [command.name for command in servers.commands] == ["mongo", "kafka"]
    assert "native" in servers.kafka_from
    assert "SecantusDB" in servers.mongo_from


@pytest.mark.parametrize("engine", [True, False])
def test_one_from_the_environment_leaves_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: bool
) -> None:
    monkeypatch.setenv(resolver.MONGO, "mongodb://mongo.example")
    servers = resolve(tmp_path, engine)
    assert servers.mongo == "mongodb://mongo.example"
    started = servers.containers or tuple(command.name for command in servers.commands)
    assert started == ("kafka",)


def test_native_can_be_chosen_beside_an_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(resolver.CHOICE, "native")
    assert not resolve(tmp_path, engine=True).containers


@pytest.mark.parametrize(("choice", "says"), [("docker", "no engine"), ("podman", "auto, docker, native")])
def test_an_impossible_choice_is_a_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, choice: str, says: str
) -> None:
    monkeypatch.setenv(resolver.CHOICE, choice)
    with pytest.raises(LocalError, match=says):
        resolve(tmp_path)


@pytest.mark.parametrize("text", ["x", "0", "65536", "-1", "1.5"])
def test_a_port_that_is_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("PSASYNC_LOCAL_KAFKA_PORT", text)
    with pytest.raises(LocalError, match=f"PSASYNC_LOCAL_KAFKA_PORT={text} is no port number"):
        resolve(tmp_path)
