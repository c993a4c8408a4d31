"""A person's terminal: a program runs in it, its screen is read, keys are pressed."""

from __future__ import annotations

import asyncio
import fcntl
import os
import pty
import struct
import sys
import termios
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from tests.support.waiting import until

CTRL_C = "\x03"
COLUMNS, LINES = 110, 40
# The terminal becomes the one whose Ctrl-C interrupts the program, whatever this process was started to ignore.
_IN_FRONT = """
import fcntl, os, signal, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execvp(sys.argv[1], sys.argv[1:])
"""


class Terminal:
    """`async with Terminal([...], environment) as terminal:`; the program is gone afterwards."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], lines: int = LINES) -> None:
        self._command = command
        self._lines = lines
        self._environment = {**environment, "TERM": "xterm-256color"}
        self._master = -1
        self._process: asyncio.subprocess.Process | None = None
        self._shown = bytearray()
        self._closed = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self._lines, COLUMNS, 0, 0))
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            _IN_FRONT,
            *self._command,
            env=self._environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        asyncio.get_running_loop().add_reader(self._master, self._read)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    @property
    def shown(self) -> str:
        """All that it has written so far, with the terminal's orders."""
        return self._shown.decode("utf-8", "replace")

    async def sees(self, *texts: str, within: float = 40) -> None:
        """Waits until all of them were written."""
        try:
            await until(lambda: all(text in self.shown for text in texts), within, f"{texts} on the screen")
        except AssertionError as late:
            raise AssertionError(f"{late}; the screen:\n{self.shown}") from None

    def press(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    async def ends(self, within: float = 60) -> int:
        """The exit code, once all that it wrote has been read."""
        assert self._process is not None
        code = await asyncio.wait_for(self._process.wait(), within)
        await asyncio.wait_for(self._closed.wait(), within)
        return code

    def _read(self) -> None:
        try:
            self._shown += os.read(self._master, 65_536)
        except OSError:  # the program has closed its side
            self._closed.set()
            asyncio.get_running_loop().remove_reader(self._master)
