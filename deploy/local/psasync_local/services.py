"""The platform's processes on one machine: one table of names, modules and ports."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from psasync_local import probes
from psasync_local.native import port_from
from psasync_local.ports import HOST, PortUse
from psasync_local.process import Command


@dataclass(frozen=True, slots=True)
class Service:
    """One process `python -m <module>`; its port is changed by `variable`, siblings find it by `url_variable`."""

    name: str
    module: str
    port: int
    variable: str
    url_variable: str | None = None
    ready_path: str = "/readyz"

    def chosen_port(self) -> int:
        return port_from(self.variable, self.port)


SIMULATOR = Service("simulator", "psasync_simulator", 8190, "PSASYNC_SIMULATOR_PORT", ready_path="/healthz")
SCHEDULER = Service("scheduler", "psasync_scheduler", 8101, "PSASYNC_SCHEDULER_PORT", "PSASYNC_SCHEDULER_URL")
EXECUTOR = Service("executor", "psasync_executor", 8102, "PSASYNC_EXECUTOR_PORT", "PSASYNC_EXECUTOR_URL")
RESULTS = Service("results", "psasync_results", 8103, "PSASYNC_RESULTS_PORT", "PSASYNC_RESULTS_URL")
RELAY = Service("tickets-relay", "psasync_tickets_relay", 8104, "PSASYNC_RELAY_PORT", "PSASYNC_RELAY_URL")

CONSOLE = Service("console", "psasync_console", 8100, "PSASYNC_CONSOLE_PORT", "PSASYNC_CONSOLE_URL")

# In the order of starting: the PSA before who calls it, the catalog before who asks it.
SERVICES = (SIMULATOR, SCHEDULER, EXECUTOR, RESULTS, RELAY, CONSOLE)


def named(name: str) -> Service:
    """Raises KeyError for a name that is not in the table."""
    return {service.name: service for service in SERVICES}[name]


def addresses(ports: Mapping[str, int]) -> dict[str, str]:
    """Environment that tells each service its own port and all of them where the siblings and the simulator are."""
    environment = {"PSASYNC_PSA_PLAIN_HTTP_HOSTS": HOST, "PSASYNC_CONSOLE_ONCE_LINKS": "true"}
    for service in SERVICES:
        port = ports[service.name]
        environment[service.variable] = str(port)
        if service.url_variable:
            environment[service.url_variable] = f"http://{HOST}:{port}"
    return environment


def command(service: Service, environment: Mapping[str, str], name: str | None = None) -> Command:
    """The process of a service in an environment that holds its port; other settings of this shell reach it too."""
    port = int(environment[service.variable])
    return Command(
        name=name or service.name,
        argv=(sys.executable, "-m", service.module),
        environment={**os.environ, **environment, "PYTHONUNBUFFERED": "1"},
        ready=probes.http_ready(HOST, port, service.ready_path),
        ports=(PortUse(port, service.variable),),
        ready_within=60,
        stop_within=20,
    )
