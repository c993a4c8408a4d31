"""
A service under cProfile: `python -m tests.bench.profiled OUT MODULE`.

SIGUSR1 begins, SIGUSR2 ends and writes OUT. What is counted is CPU time of the event loop's thread: waiting costs
nothing, and start and stop are left out.
"""

from __future__ import annotations

import cProfile
import runpy
import signal
import sys
import time
from pathlib import Path


def main(out: Path, module: str) -> None:
    profile = cProfile.Profile(time.thread_time)

    def finish(*_: object) -> None:
        profile.disable()
        unfinished = out.with_suffix(".tmp")
        profile.dump_stats(unfinished)
        unfinished.replace(out)

    signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    signal.signal(signal.SIGUSR2, finish)
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
