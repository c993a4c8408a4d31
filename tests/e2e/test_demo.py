"""The demo itself: what a newcomer sees first must work, and say so with its exit code."""

import asyncio
import os
import sys

import pytest

REFUSED = 2


@pytest.mark.timeout(170)
async def test_the_demo_tells_its_whole_story_and_leaves_nothing_running(settings_env, tmp_path):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "psasync_local",
        "run",
        "--once",
        "--records",
        "200",
        env={**os.environ, **settings_env, "PSASYNC_RUN_DIR": str(tmp_path / "run"), "COLUMNS": "160"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await asyncio.wait_for(process.communicate(), 160)
    told = out.decode()
    assert process.returncode == 0, told
    assert told.count("field_required") == REFUSED, told
    for said in (
        "FINISHED ⚠︎",
        "No change.",
        "it is stored nowhere",
        "export KEY=psk_",
        "psasync cards",
        "executor: stopped",
    ):
        assert said in told, told
