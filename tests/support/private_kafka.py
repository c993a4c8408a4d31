"""A Kafka of its own for tests that stop, freeze or kill it."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from pathlib import Path

from psasync_local.kafka import Kafka
from psasync_local.ports import HOST, free_port
from tests.support.waiting import until


class PrivateKafka:
    """One native broker; its data outlives its process."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.bootstrap = f"{HOST}:{self.port}"
        self._kafka = Kafka.on(folder, self.port, say=lambda _text: None)
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Returns at once; clients have to wait for it like for any broker."""
        command = self._kafka.command()
        await asyncio.to_thread(self._kafka.prepare)
        self._process = subprocess.Popen(  # noqa: ASYNC220  (forks; does not wait)
            command.argv, env=command.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    async def running(self) -> None:
        """Started, if it is not, and listening."""
        if self._process is None:
            await self.start()

        async def connected() -> bool:
            try:
                _, writer = await asyncio.open_connection(HOST, self.port)
            except OSError:
                return False
            writer.close()
            return True

        await until(connected, 60, "the private Kafka listens")

    def kill(self) -> None:
        """As a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(30)
            self._process = None

    def freeze(self) -> None:
        """Connections stay open, requests pile up unanswered."""
        pid = self._pid()
        os.kill(pid, signal.SIGSTOP)
        # On a busy machine its threads go on for a moment, and answer.
        deadline = time.monotonic() + 5
        while time.monotonic() < deadline and not all(
            _is_stopped(task) for task in Path(f"/proc/{pid}/task").glob("*")
        ):
            time.sleep(0.01)

    def thaw(self) -> None:
        """Everything that piled up is done, late."""
        os.kill(self._pid(), signal.SIGCONT)

    def _pid(self) -> int:
        assert self._process is not None
        return self._process.pid


def _is_stopped(task: Path) -> bool:
    try:
        return (task / "stat").read_text().rpartition(")")[2].split()[0] == "T"
    except FileNotFoundError:  # it has ended
        return True
