"""What the supervisor says of itself: one small JSON file, replaced whole at each change."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from psasync_local.rundir import RunDir
from psasync_local.supervised import Supervised


@dataclass(frozen=True, slots=True)
class ProcessStatus:
    name: str
    phase: str
    pid: int | None
    ports: list[int]
    restarts: int
    detail: str


@dataclass(frozen=True, slots=True)
class Status:
    """`fatal` is why the supervisor gave up; empty otherwise."""

    ready: bool = False
    fatal: str = ""
    servers: list[str] = field(default_factory=list)
    processes: list[ProcessStatus] = field(default_factory=list)


def of(processes: list[Supervised], ready: bool, servers: list[str]) -> Status:
    return Status(ready=ready, servers=servers, processes=[_process(process) for process in processes])


def write(run: RunDir, status: Status) -> None:
    fresh = run.status.with_suffix(".tmp")
    fresh.write_text(json.dumps(asdict(status)))
    fresh.replace(run.status)


def read(run: RunDir) -> Status | None:
    """None when there is no status or it cannot be read."""
    try:
        record = json.loads(run.status.read_text())
        processes = [ProcessStatus(**process) for process in record.pop("processes")]
        return Status(**record, processes=processes)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _process(process: Supervised) -> ProcessStatus:
    return ProcessStatus(
        name=process.name,
        phase=process.phase.value,
        pid=process.child.pid if process.child else None,
        ports=[use.port for use in process.command.ports],
        restarts=process.restarts,
        detail=process.detail,
    )
