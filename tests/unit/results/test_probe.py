from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from psasync_results.probe import POINTS, NoProbe, parse

KILLED_AT_THE_THIRD = """
from psasync_results.probe import parse
probe = parse("after_cas:3")
for number in range(5):
    probe.reached("after_records")
    probe.reached("after_cas")
    print(number, flush=True)
"""


def test_nothing_is_probed_by_default() -> None:
    assert isinstance(parse(""), NoProbe)


@pytest.mark.parametrize("text", ["after_cas", "after_cas:", "after_cas:0", "after_cas:x", "nowhere:1", ":1"])
def test_a_wrong_probe_names_the_points(text: str) -> None:
    with pytest.raises(ValueError, match=POINTS[0]):
        parse(text)


def test_it_kills_at_the_nth_time() -> None:
    done = subprocess.run([sys.executable, "-c", KILLED_AT_THE_THIRD], capture_output=True, check=False, timeout=20)
    assert (done.returncode, done.stdout.split()) == (-signal.SIGKILL, [b"0", b"1"])
