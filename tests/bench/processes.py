"""What the cluster's processes used: CPU time and memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from tests.support.cluster import KAFKA, MONGO, Cluster

MEASURED = ("simulator", "executor", "results", MONGO, KAFKA)


def peak_mb(pid: int) -> float:
    """The largest resident memory of a process since its start, in MB."""
    status = Path(f"/proc/{pid}/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("VmHWM")).split()[1]) / 1024


def resident_mb(pid: int) -> float:
    """The resident memory of a process at this moment, in MB."""
    return psutil.Process(pid).memory_info().rss / 2**20


@dataclass(frozen=True)
class CpuTimes:
    """CPU seconds of the cluster's processes from `since` on. Servers that are not the cluster's own are left out."""

    pids: Mapping[str, int]
    before: Mapping[str, float]

    @classmethod
    def since(cls, cluster: Cluster, names: tuple[str, ...] = MEASURED) -> Self:
        pids = {name: cluster.pid(name) for name in names if (cluster.run.pids / name).exists()}
        return cls(pids, {name: _cpu(pid) for name, pid in pids.items()})

    def used(self) -> dict[str, float]:
        return {name: _cpu(pid) - self.before[name] for name, pid in self.pids.items()}


def _cpu(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system
