"""The platform as real processes in one folder, for tests that kill and restart them."""

from __future__ import annotations

import asyncio
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from psasync_local import services
from psasync_local.native import Native
from psasync_local.ports import HOST, free_port
from psasync_local.process import Child, Command, tail
from psasync_local.rundir import RunDir
from tests.support.environment import service_environment

KAFKA = "kafka"
MONGO = "mongo"
POLL_SECONDS = 0.1


class Cluster:
    """
    Servers of its own, or those that `environment` (the fixture `settings_env`) names, and services on top.

    Use it as `async with Cluster(tmp_path) as cluster:`; every process is gone afterwards, and when the body failed
    the end of each log is printed. All waiting has a deadline and leaves the event loop free.
    """

    def __init__(self, root: Path, environment: Mapping[str, str] | None = None) -> None:
        self.run = RunDir(root)
        self.environment: dict[str, str] = dict(environment or {})
        self._commands: dict[str, Command] = {}
        self._children: dict[str, Child] = {}

    async def start(self) -> None:
        """Starts Kafka and MongoDB on free ports unless the environment given names servers."""
        if self.environment:
            return
        native = Native.for_tests(self.run)
        self.environment = service_environment(native.kafka.bootstrap, native.mongo.uri, "chaos", "chaos")
        for command in (native.mongo.command(MONGO), native.kafka.command(KAFKA)):
            await self._launch(command)
        await asyncio.gather(self.wait_ready(MONGO), self.wait_ready(KAFKA))

    async def spawn(self, service: str, env_overrides: Mapping[str, str] | None = None, name: str | None = None) -> str:
        """
        Starts a service (a name of `services.SERVICES`) and returns its base URL without waiting for readiness.

        A second process of a service needs another `name`; it gets a port of its own.
        """
        chosen = services.named(service)
        environment = {**self.environment, **(env_overrides or {})}
        if name not in {None, service} and chosen.variable not in (env_overrides or {}):
            environment[chosen.variable] = str(free_port())
        command = services.command(chosen, environment, name)
        await self._launch(command)
        return f"http://{HOST}:{command.ports[0].port}"

    async def spawn_all(self, env_overrides: Mapping[str, str] | None = None) -> None:
        """Every service once, and waits until all are ready."""
        for service in services.SERVICES:
            await self.spawn(service.name, env_overrides)
        await asyncio.gather(*(self.wait_ready(service.name) for service in services.SERVICES))

    async def spawn_command(self, command: Command) -> None:
        """Starts any other process under the cluster's care."""
        await self._launch(command)

    async def kill(self, name: str) -> None:
        """SIGKILL; returns when the process is gone."""
        self._children[name].kill()

    def signal(self, name: str, number: signal.Signals) -> None:
        """Any other signal: SIGSTOP and SIGCONT freeze and wake a process."""
        self._child(name).send(number)

    async def terminate(self, name: str, within: float = 20.0) -> int:
        """SIGTERM; the exit code. Fails when the process is not gone in time."""
        child = self._child(name)
        child.terminate()
        return await self.wait_exit(name, within)

    async def wait_exit(self, name: str, within: float = 20.0) -> int:
        """The exit code of a process that ends by itself (negative: killed by that signal)."""
        deadline = time.monotonic() + within
        while (code := self._children[name].exit_code()) is None:
            if time.monotonic() > deadline:
                raise AssertionError(f"{name} still runs after {within} s\n{self.log(name)}")
            await asyncio.sleep(POLL_SECONDS)
        return code

    async def restart(self, name: str, env_overrides: Mapping[str, str] | None = None) -> None:
        """Kills the process if it still runs and starts it with the same command, port and data; does not wait."""
        self._children[name].kill()
        command = self._commands[name]
        await self._launch(replace(command, environment={**command.environment, **(env_overrides or {})}))

    async def wait_ready(self, name: str, within: float | None = None) -> None:
        """Fails at once, with the end of its log, when the process has ended, or when it is not ready in time."""
        command, child = self._commands[name], self._children[name]
        limit = command.ready_within if within is None else within
        deadline = time.monotonic() + limit
        while (missing := await asyncio.to_thread(command.ready)) is not None:
            code = child.exit_code()
            if code is not None:
                raise AssertionError(f"{name} ended with {code} before it was ready\n{self.log(name)}")
            if time.monotonic() > deadline:
                raise AssertionError(f"{name} not ready within {limit} s: {missing}\n{self.log(name)}")
            await asyncio.sleep(POLL_SECONDS)

    def pid(self, name: str) -> int:
        return self._children[name].pid

    def alive(self, name: str) -> bool:
        return self._children[name].exit_code() is None

    def url(self, service: str) -> str:
        return f"http://{HOST}:{self.environment[services.named(service).variable]}"

    def log(self, name: str, lines: int = 40) -> str:
        """The end of a process's log; it goes on over restarts."""
        return tail(self.run.log(name), lines)

    async def stop(self) -> None:
        """Services in reverse order of their start, then the servers."""
        servers = [name for name in (KAFKA, MONGO) if name in self._children]
        others = [name for name in reversed(self._children) if name not in servers]
        for group in (others, servers):
            for name in group:
                self._children[name].terminate()
            for name in group:
                await asyncio.to_thread(self._children[name].stop)
        self._children.clear()

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            for name in self._children:
                print(f"--- {name} ---\n{self.log(name)}", file=sys.stderr)
        await self.stop()

    async def _launch(self, command: Command) -> None:
        running = self._children.get(command.name)
        assert running is None or running.exit_code() is not None, f"{command.name} runs already"
        await asyncio.to_thread(command.prepare)
        # Not in a thread: the kernel ends a child together with the thread that started it.
        child = Child(command, self.run.log(command.name), self.run.pids / command.name)
        self._commands[command.name] = command
        self._children[command.name] = child

    def _child(self, name: str) -> Child:
        child = self._children[name]
        assert child.exit_code() is None, f"{name} has ended\n{self.log(name)}"
        return child
