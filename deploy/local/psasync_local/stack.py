"""The whole platform on one machine: servers, simulator and services as stages for the supervisor."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from psasync_local import local_secrets, resolver, services
from psasync_local.ports import HOST
from psasync_local.process import Command
from psasync_local.resolver import Servers
from psasync_local.rundir import RunDir
from psasync_local.services import Service


@dataclass(frozen=True, slots=True)
class Stack:
    """What runs and how to reach it. `environment` holds secrets: for child processes and clients, never for output."""

    run: RunDir
    servers: Servers
    environment: dict[str, str]

    @classmethod
    def here(cls, run: RunDir, say: Callable[[str], None]) -> Stack:
        """The platform that this environment describes; starts nothing. Raises LocalError."""
        servers = resolver.resolve(run, say)
        ports = {service.name: service.chosen_port() for service in services.SERVICES}
        environment = {
            **local_secrets.load_or_create(run.secrets),
            **servers.environment,
            **services.addresses(ports),
        }
        return cls(run, servers, environment)

    def stages(self) -> list[list[Command]]:
        """Servers first, then the simulated PSA and the catalog, then who needs them."""
        first = [services.SIMULATOR, services.SCHEDULER]
        then = [service for service in services.SERVICES if service not in first]
        return [list(self.servers.commands), self._commands(first), self._commands(then)]

    def url(self, service: Service) -> str:
        """Base address of a service, without a slash at the end."""
        return f"http://{HOST}:{self.environment[service.variable]}"

    def _commands(self, wanted: list[Service]) -> list[Command]:
        return [services.command(service, self.environment) for service in wanted]
