"""Builds the fast Rust MongoDB-protocol server once, into the folder where the resolver looks for it."""

from __future__ import annotations

import shutil
import subprocess

from psasync_local.errors import LocalError
from psasync_local.mongo import FAST_BINARY

CRATE = "secantus-mdb"
VERSION = "0.5.3-beta.193"


def build() -> None:
    """Returns at once when it is built already. About eight minutes on two cores. Raises LocalError."""
    if FAST_BINARY.exists():
        print(f"already built: {FAST_BINARY}")
        return
    cargo = shutil.which("cargo")
    if cargo is None:
        raise LocalError("cargo is not on PATH: the fast server is built from source with a Rust toolchain")
    # The crate asks for a newer compiler than it needs.
    argv = (cargo, "install", CRATE, "--version", VERSION, "--locked", "--ignore-rust-version")
    done = subprocess.run((*argv, "--root", str(FAST_BINARY.parents[1])), check=False)
    if done.returncode != 0 or not FAST_BINARY.exists():
        raise LocalError(f"the build failed (cargo ended with {done.returncode}); the Python server stays in use")
    print(f"built {FAST_BINARY}; `make bench` uses it from here on")
