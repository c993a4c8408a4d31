"""The commands that only look: status and logs."""

from __future__ import annotations

import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from psasync_local import instance, probes, services, status
from psasync_local.errors import LocalError
from psasync_local.ports import HOST
from psasync_local.process import tail
from psasync_local.rundir import RunDir

_FOLLOW_SECONDS = 0.3


def show_status(run: RunDir) -> int:
    """Prints each process and whether it is ready this moment; 0 when everything is, 3 when nothing runs, else 1."""
    if not instance.is_running(run):
        print("nothing is running; `make up` starts it")
        return 3
    current = status.read(run) or status.Status()
    for line in current.servers:
        print(line)
    table = Table("process", "state", "pid", "address", "restarts", "remark")
    healthy = bool(current.processes)
    for process in current.processes:
        remark = _remark(process)
        healthy = healthy and not remark
        address = " ".join(f"{HOST}:{port}" for port in process.ports)
        table.add_row(process.name, process.phase, str(process.pid or ""), address, str(process.restarts), remark)
    Console().print(table)
    return 0 if healthy else 1


def show_logs(run: RunDir, name: str | None, follow: bool) -> None:
    """Prints the end of the logs, then what is added until Ctrl-C. Raises LocalError for an unknown name."""
    logs = [run.log(name)] if name else sorted(run.logs.glob("*.log"))
    if name and not logs[0].exists():
        known = ", ".join(log.stem for log in sorted(run.logs.glob("*.log"))) or "none yet"
        raise LocalError(f"no log named {name}; there are: {known}")
    width = max((len(log.stem) for log in logs), default=0)
    positions = {log: log.stat().st_size for log in logs}
    for log in logs:
        _print_lines(log, width, tail(log))
    try:
        while follow:
            time.sleep(_FOLLOW_SECONDS)
            for log in logs:
                positions[log] = _print_new(log, width, positions[log])
    except KeyboardInterrupt:
        print()


def _remark(process: status.ProcessStatus) -> str:
    if process.phase != "ready":
        return process.detail or process.phase
    service = next((service for service in services.SERVICES if service.name == process.name), None)
    if service is None or not process.ports:
        return ""
    return probes.http_ready(HOST, process.ports[0], service.ready_path)() or ""


def _print_new(log: Path, width: int, position: int) -> int:
    size = log.stat().st_size
    if size < position:
        position = 0  # rotated
    if size > position:
        with log.open("rb") as file:
            file.seek(position)
            _print_lines(log, width, file.read(size - position).decode(errors="replace"))
    return size


def _print_lines(log: Path, width: int, text: str) -> None:
    for line in text.splitlines():
        print(f"{log.stem:<{width}} | {line}", flush=True)
