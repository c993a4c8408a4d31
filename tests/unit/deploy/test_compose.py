"""docker-compose.yml, held against the code: no engine is needed to know that names and ports are right."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml
from pydantic_settings import BaseSettings

from psasync_local import kafka, mongo, native
from psasync_local.services import CONSOLE, SERVICES, SIMULATOR, Service

ROOT = Path(__file__).parents[3]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
CONTAINERS: dict[str, Any] = COMPOSE["services"]

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def settings_of(service: Service) -> dict[str, Any]:
    """Environment name -> default, of all settings models that a service's settings module holds."""
    module = importlib.import_module(f"{service.module}.settings")
    models = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, BaseSettings) and value is not BaseSettings
    ]
    assert models, f"{module.__name__} has no settings model"
    return {
        f"{model.model_config.get('env_prefix', '')}{name}".upper(): field.get_default(call_default_factory=True)
        for model in models
        for name, field in model.model_fields.items()
    }


def test_all_services_are_there() -> None:
    assert set(CONTAINERS) == {"kafka", "mongo", *(service.name for service in SERVICES)}


@every_service
def test_every_environment_name_is_a_setting(service: Service) -> None:
    unknown = set(CONTAINERS[service.name]["environment"]) - set(settings_of(service))
    assert not unknown


@every_service
def test_required_settings_are_given(service: Service) -> None:
    from pydantic_core import PydanticUndefined

    required = {name for name, default in settings_of(service).items() if default is PydanticUndefined}
    assert required <= set(CONTAINERS[service.name]["environment"])


@every_service
def test_port_is_the_settings_default_everywhere(service: Service) -> None:
    container = CONTAINERS[service.name]
    assert settings_of(service)[service.variable] == service.port
    assert container["ports"] == [f"127.0.0.1:${{{service.variable}:-{service.port}}}:{service.port}"]
    assert f"http://127.0.0.1:{service.port}{service.ready_path}" in container["healthcheck"]["test"][-1]
    if service.url_variable and service is not CONSOLE:  # browsers reach it, and no sibling
        addresses = CONTAINERS["scheduler"]["environment"]
        assert addresses[service.url_variable] == f"http://{service.name}:{service.port}"
        assert settings_of(service)[service.url_variable] == f"http://127.0.0.1:{service.port}"


@every_service
def test_the_command_runs_the_service(service: Service) -> None:
    assert CONTAINERS[service.name]["command"] == ["python", "-m", service.module]


def test_services_may_call_the_simulator_where_it_says_it_is() -> None:
    simulated = urlsplit(CONTAINERS["simulator"]["environment"]["PSASYNC_SIMULATOR_PUBLIC_URL"])
    assert (simulated.scheme, simulated.hostname, simulated.port) == ("http", SIMULATOR.name, SIMULATOR.port)
    assert CONTAINERS["scheduler"]["environment"]["PSASYNC_PSA_PLAIN_HTTP_HOSTS"] == SIMULATOR.name


def test_server_ports_are_the_local_defaults() -> None:
    expected = {"kafka": (kafka.PORT_VARIABLE, native.KAFKA_PORT), "mongo": (mongo.PORT_VARIABLE, native.MONGO_PORT)}
    for name, (variable, port) in expected.items():
        assert CONTAINERS[name]["ports"] == [f"127.0.0.1:${{{variable}:-{port}}}:{port}"]


@pytest.mark.parametrize("name", CONTAINERS)
def test_limits_health_and_restart_are_set(name: str) -> None:
    container = CONTAINERS[name]
    assert {"cpus", "memory"} <= set(container["deploy"]["resources"]["limits"])
    assert container["healthcheck"]["test"]
    assert container["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", [s.name for s in SERVICES if s.url_variable and s is not CONSOLE])
def test_services_wait_for_healthy_servers(name: str) -> None:
    depends = CONTAINERS[name]["depends_on"]
    assert {"kafka", "mongo"} <= set(depends)
    assert {entry["condition"] for entry in depends.values()} == {"service_healthy"}


def test_secrets_have_no_default() -> None:
    environment = CONTAINERS["scheduler"]["environment"]
    for name in ("PSASYNC_KEYRING", "PSASYNC_INTERNAL_TOKEN"):
        assert environment[name].startswith(f"${{{name}:?")
    keyring = "PSASYNC_CONSOLE_KEYRING"
    assert CONTAINERS["console"]["environment"][keyring].startswith(f"${{{keyring}:?")


def test_the_console_holds_no_secret_of_the_platform() -> None:
    held = set(CONTAINERS["console"]["environment"])
    assert not held & {"PSASYNC_KEYRING", "PSASYNC_INTERNAL_TOKEN", "PSASYNC_MONGO_URI", "PSASYNC_KAFKA_BOOTSTRAP"}


def test_volumes_are_declared() -> None:
    used = {volume.split(":")[0] for container in CONTAINERS.values() for volume in container.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_the_image_is_locked_and_not_root() -> None:
    text = (ROOT / "deploy/images/Dockerfile").read_text()
    assert "--require-hashes -r requirements.lock" in text
    stages = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert len(stages) == 2
    assert re.search(r"^USER 10001:10001$", stages[-1], flags=re.MULTILINE)


def test_every_member_that_runs_is_in_the_image() -> None:
    text = (ROOT / "deploy/images/Dockerfile").read_text()
    for package in ["psasync", *(service.module for service in SERVICES)]:
        folder = next(ROOT.glob(f"*/**/{package}/__init__.py")).parents[1].relative_to(ROOT)
        assert f"./{folder}" in text
