"""Other products, each in a virtual environment of its own under .run/peers. They are no part of the locks."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from psasync_local.rundir import PROJECT

HOMES = PROJECT / ".run" / "peers"
INSTALL_SECONDS, RUN_SECONDS = 900, 1800


@dataclass(frozen=True, eq=False)
class Peer:
    """A product on PyPI, and the script of ours that runs there."""

    name: str
    version: str
    needs: tuple[str, ...]  # requirements beside it, pinned
    script: str
    settings: Mapping[str, str] = field(default_factory=dict)  # environment

    def __str__(self) -> str:
        return f"{self.name} {self.version}"

    @property
    def requirements(self) -> tuple[str, ...]:
        return (f"{self.name}=={self.version}", *self.needs)

    @property
    def home(self) -> Path:
        return HOMES / f"{self.name}-{self.version}"

    @property
    def python(self) -> Path:
        return self.home / "bin" / "python"

    async def run(self, source: Mapping[str, str], how: str) -> dict[str, Any]:
        """What the script says, in a process and an empty folder of its own."""
        script = Path(__file__).with_name(self.script)
        with tempfile.TemporaryDirectory(prefix="psasync-peer-") as folder:
            process = await asyncio.create_subprocess_exec(
                *(str(self.python), str(script), json.dumps(source), folder, how),
                stdout=asyncio.subprocess.PIPE,
                cwd=folder,
                env={**os.environ, **self.settings},
            )
            async with asyncio.timeout(RUN_SECONDS):
                out, _ = await process.communicate()
        assert process.returncode == 0, f"{self} failed"
        told: dict[str, Any] = json.loads(out.splitlines()[-1])
        return told


DLT = Peer(
    "dlt",
    "1.31.0",
    needs=("duckdb==2.0.1", "pyarrow==26.0.1"),
    script="peer_dlt.py",
    # No telemetry, and files as fast as they can be written.
    settings={
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "RUNTIME__LOG_LEVEL": "ERROR",
        "DATA_WRITER__DISABLE_COMPRESSION": "true",
    },
)
SINGER = Peer(
    "singer-sdk",
    "0.54.9",
    needs=("msgspec==0.22.0",),
    script="peer_singer.py",
    settings={"TAP_CONNECTWISE_LOGLEVEL": "ERROR"},
)


def install(peer: Peer) -> bool:
    """Once; False if it cannot be had here."""
    made_of = peer.home / "requirements.json"
    wanted = json.dumps(peer.requirements)
    if made_of.exists() and made_of.read_text() == wanted:
        return True
    print(f"installing {peer} into {peer.home.relative_to(PROJECT)}", file=sys.stderr)
    try:
        venv.create(peer.home, with_pip=True, clear=True)
        pip = (str(peer.python), "-m", "pip", "install", "--quiet", *peer.requirements)
        subprocess.run(pip, check=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{peer} cannot be installed here: {error}", file=sys.stderr)
        return False
    made_of.write_text(wanted)
    return True
