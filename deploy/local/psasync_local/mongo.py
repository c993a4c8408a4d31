"""SecantusDB as the MongoDB-protocol server: the Python one, and for benchmarks the Rust one of `make fast-mongo`.

The Rust server (0.5.3-beta.193) never frees a unique key that an update takes away, and guarantees stand on such keys:
it is good for figures, not for running.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from psasync_local import probes
from psasync_local.errors import LocalError
from psasync_local.ports import HOST, PortUse
from psasync_local.process import Command
from psasync_local.rundir import PROJECT

PORT_VARIABLE = "PSASYNC_LOCAL_MONGO_PORT"
KIND_VARIABLE = "PSASYNC_LOCAL_MONGO"
FAST_BINARY = PROJECT / ".run" / "fast-mongo" / "bin" / "secantusd-rs"


@dataclass(frozen=True, slots=True)
class Mongo:
    """One server; all its state is in `folder`, a separate one for each of the two kinds, whose files differ."""

    folder: Path
    port: int
    fast: bool

    @classmethod
    def on(cls, folder: Path, port: int) -> Mongo:
        """The fast one only where `PSASYNC_LOCAL_MONGO=fast` asks for it and it has been built."""
        return cls(folder, port, os.environ.get(KIND_VARIABLE) == "fast" and FAST_BINARY.exists())

    @property
    def uri(self) -> str:
        """Without retried writes. For those the Python server keeps 10,000 answers and sorts all of them at each write
        from then on: two thirds of its time. What the driver does not repeat the services do, as after any kill.
        """
        return f"mongodb://{HOST}:{self.port}/?directConnection=true&retryWrites=false"

    @property
    def kind(self) -> str:
        return "SecantusDB, fast Rust server" if self.fast else "SecantusDB, Python server"

    def command(self, name: str = "mongo") -> Command:
        return Command(
            name=name,
            argv=(_binary(self.fast), "--host", HOST, "--port", str(self.port), "--storage-path", str(self._data)),
            environment=dict(os.environ),
            ready=probes.mongo(HOST, self.port),
            ports=(PortUse(self.port, PORT_VARIABLE),),
            ready_within=60,
            prepare=lambda: self._data.mkdir(parents=True, exist_ok=True),
        )

    @property
    def _data(self) -> Path:
        return self.folder / ("fast" if self.fast else "python")


def _binary(fast: bool) -> str:
    if fast:
        return str(FAST_BINARY)
    beside = Path(sys.executable).with_name("secantusd-py")
    found = str(beside) if beside.exists() else shutil.which("secantusd-py")
    if not found:
        raise LocalError("secantusd-py is not installed: install requirements-dev.lock")
    return found
