"""A supervisor of two dummies as a process: `python supervise_dummies.py RUN_DIR`; its servers come from outside."""

from __future__ import annotations

import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from psasync_local import session
from psasync_local.errors import LocalError
from psasync_local.rundir import RunDir
from tests.support import dummies

if __name__ == "__main__":
    root = Path(sys.argv[1])
    os.environ.update(PSASYNC_KAFKA_BOOTSTRAP="nowhere:1", PSASYNC_MONGO_URI="mongodb://nowhere")
    make = dummies.crashing if sys.argv[2:] == ["crashing"] else dummies.obedient
    stages = [[dummies.obedient("server", root)], [make("service", root)]]
    try:
        session.run_foreground(RunDir(root), lambda text: print(text, flush=True), lambda _stack: stages)
    except LocalError as error:
        sys.exit(f"error: {error}")
