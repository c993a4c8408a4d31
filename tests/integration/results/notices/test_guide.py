"""The receiver of docs/notices.md, run as it stands there."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from psasync_results.notices.domain.causes import Channel, Facts, NoticeKind
from psasync_results.notices.domain.deliveries import Message, Shown
from psasync_results.notices.webhook.body import webhook_body
from psasync_results.notices.webhook.sending import Webhook
from psasync_results.settings import ResultsSettings
from tests.integration.results.notices.scene import MORNING
from tests.support.waiting import until

GUIDE = Path(__file__).parents[4] / "docs/notices.md"
BLOCK = re.compile(r"^```(bash|python) run=([a-z-]+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = {name: code for _, name, code in BLOCK.findall(GUIDE.read_text())}
SECRET, WRONG = ("whsec_" + base64.b64encode(key).decode() for key in (bytes(32), bytes(31) + b"!"))


def test_each_example_is_run_somewhere() -> None:
    assert set(EXAMPLES) == {"receiver", "test-message", "list"}  # the last two: test_service.py


def webhook(settings: dict[str, str], port: int, secret: str) -> Webhook:
    given: dict[str, Any] = {
        "notices_webhook_url": f"http://127.0.0.1:{port}/",
        "notices_webhook_secret": SecretStr(secret),
    }
    return Webhook(ResultsSettings(keyring=settings["keyring"], internal_token=settings["internal_token"], **given))


async def answers(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True


@pytest.mark.timeout(60)
async def test_the_receiver_believes_what_is_signed_once(free_port: Any) -> None:
    from docs.generate import PLACEHOLDERS

    port = free_port()
    environment = {"PATH": os.environ["PATH"], "SECRET": SECRET, "PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", EXAMPLES["receiver"], env=environment, stdout=asyncio.subprocess.PIPE
    )
    shown = Shown("n1", "acme", "acme-cw", MORNING, Facts(execution="e1"))
    body = webhook_body(Message("m1", NoticeKind.FAILURE, Channel.WEBHOOK, "installation", 1, (shown,), MORNING))
    ours, forged = webhook(PLACEHOLDERS, port, SECRET), webhook(PLACEHOLDERS, port, WRONG)
    try:
        await until(lambda: answers(port), 30, "the receiver listens")
        assert (await forged.send("n0", body)).status == 401
        for _ in range(2):
            assert (await ours.send("n1", body)).status == 204
    finally:
        await ours.aclose()
        await forged.aclose()
        process.terminate()
        printed, _ = await process.communicate()
    assert printed.decode().splitlines() == ["psasync.notice.failure e1"]
