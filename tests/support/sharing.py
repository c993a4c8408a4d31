"""In which order tests run, and which of them share a worker.

xdist's own groups do nothing under pytest 9.2 (pytest-dev/pytest-xdist#1386).
"""

from __future__ import annotations

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

# The fast ones first. Of the rest the long groups begin, and the many short files fill up what they leave.
ORDER = ("unit", "contract", "chaos", "e2e", "browser", "integration")
_PLATFORMS = {"chaos", "e2e", "browser"}
_APART = {"test_systems", "test_spoiled", "test_schedulers", "test_emission"}


def kind(nodeid: str) -> str:
    """The folder below `tests`; empty for tests of elsewhere."""
    top, *below = _path(nodeid).parts or ("",)
    return below[0] if top == "tests" and len(below) > 1 else ""


def rank(nodeid: str) -> tuple[int, bool]:
    found = kind(nodeid)
    return (ORDER.index(found) if found in ORDER else len(ORDER), _apart(nodeid))


def group(nodeid: str) -> str:
    """A file; whole platforms are started once for all files that use them, but for the longest of these."""
    if kind(nodeid) not in _PLATFORMS:
        return str(_path(nodeid))
    return f"{kind(nodeid)} apart" if _apart(nodeid) else kind(nodeid)


class Sharing(LoadScopeScheduling):
    """What is of one group runs in one worker."""

    def _split_scope(self, nodeid: str) -> str:
        return group(nodeid)


def _apart(nodeid: str) -> bool:
    path = _path(nodeid)
    return kind(nodeid) in _PLATFORMS and path.stem in _APART


def _path(nodeid: str) -> PurePosixPath:
    return PurePosixPath(nodeid.partition("::")[0])
