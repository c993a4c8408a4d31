"""Generated code is formatted like all other code."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

_ROOT = Path(__file__).parents[3]
_SORTED = ("check", "--quiet", "--fix", "--exit-zero", "--select", "I,F401,UP,PIE790")
_FORMATTED = ("format", "--quiet")


def formatted(modules: Mapping[Path, str]) -> dict[Path, str]:
    """The modules as ruff would leave them, with this repository's settings."""
    with tempfile.TemporaryDirectory() as folder:
        places = {path: Path(folder) / str(path.relative_to(_ROOT)) for path in modules}
        for path, place in places.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(modules[path])
        for arguments in (_SORTED, _FORMATTED):
            command = [sys.executable, "-m", "ruff", *arguments, "--no-cache", "--config", _ROOT / "pyproject.toml"]
            subprocess.run([*command, folder], check=True, timeout=60, cwd=_ROOT)  # noqa: S603 - no part is from outside
        return {path: place.read_text() for path, place in places.items()}
