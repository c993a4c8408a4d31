"""What a person's terminal shows, and what a file gets instead."""

import asyncio
import os
import re
import sys

import pytest

from tests.support.terminal import Terminal

PSASYNC = [sys.executable, "-m", "psasync_cli"]
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
COLOURED = re.compile(r"\x1b\[[0-9;]*3[0-9]")


@pytest.fixture
def environment(tmp_path):
    return {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "PSASYNC_CONFIG_DIR": str(tmp_path)}


async def shown(environment, *words, lines=60):
    async with Terminal([*PSASYNC, *words], environment, lines) as terminal:
        code = await terminal.ends()
        return code, terminal.shown


async def test_a_terminal_gets_colours_unless_they_are_not_wanted(environment):
    code, screen = await shown(environment, "whoami")
    assert code == 5
    assert COLOURED.search(screen)
    assert "psasync login" in COLOUR.sub("", screen)
    _, screen = await shown({**environment, "NO_COLOR": "1"}, "whoami")
    assert not COLOURED.search(screen)


async def test_what_does_not_fit_goes_through_the_pager(environment):
    environment["PAGER"] = "sed s/^/paged:/"
    _, screen = await shown(environment, "exit-codes", lines=8)
    assert screen.count("paged:") > 10
    _, screen = await shown(environment, "exit-codes", lines=60)
    assert "paged:" not in screen


async def test_no_pager_is_no_pager(environment):
    _, screen = await shown({**environment, "PAGER": ""}, "exit-codes", lines=8)
    assert "unreachable" in screen


async def test_a_file_gets_neither(environment):
    process = await asyncio.create_subprocess_exec(
        *PSASYNC,
        "exit-codes",
        env={**environment, "PAGER": "sed s/^/paged:/"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, err) == (0, b"")
    assert b"\x1b" not in out
    assert b"paged:" not in out


async def test_an_ended_reader_is_no_error(environment):
    process = await asyncio.create_subprocess_shell(
        f"{sys.executable} -m psasync_cli exit-codes -o json | head -1; exit ${{PIPESTATUS[0]}}",
        executable="/bin/bash",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, err, out.count(b"\n")) == (0, b"", 1)


async def test_a_fault_of_the_program_says_so_and_hides_where_unless_asked(environment, tmp_path):
    (tmp_path / "profiles.json").mkdir()
    process = await asyncio.create_subprocess_exec(
        *PSASYNC,
        "profiles",
        "list",
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert (process.returncode, out) == (70, b"")
    assert b"PSASYNC_DEBUG=1" in err
    assert b"Traceback" not in err
