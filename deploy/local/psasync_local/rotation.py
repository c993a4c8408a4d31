"""Log files have a bound: beyond it the content moves to `<name>.log.1` and the file starts empty."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

LARGEST_BYTES = 50 * 1024 * 1024


def rotate(folder: Path, largest: int = LARGEST_BYTES) -> None:
    """Writers keep their file open, in append mode: it is copied and cut, not renamed."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > largest:
            shutil.copyfile(log, log.with_suffix(".log.1"))
            os.truncate(log, 0)
