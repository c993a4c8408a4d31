"""A person signs in from the command line: out through a browser, back to this machine, in with a key of their own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from psasync_local.ports import free_port
from psasync_scheduler.settings import SchedulerSettings
from tests.integration.scheduler.people import sign_in_environment
from tests.integration.scheduler.service import Client, as_, first_key, running
from tests.support.identity_provider import IdentityProvider, identity_provider

# Follows redirects and keeps cookies, as a browser does; the person is signed in at the provider already.
BROWSER = "import sys, httpx; httpx.Client(follow_redirects=True, trust_env=False).get(sys.argv[1])"


@pytest.fixture
async def provider() -> AsyncIterator[IdentityProvider]:
    async with identity_provider() as provider:
        provider.person["groups"] = ["helpdesk"]
        yield provider


@pytest.fixture
async def api(
    settings: SchedulerSettings, provider: IdentityProvider, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Client]:
    for name, value in sign_in_environment(provider, free_port()).items():
        monkeypatch.setenv(name, value)
    knowing = SchedulerSettings()
    async with running(knowing, await first_key(settings), port=knowing.scheduler_port) as client:
        yield client


class Person:
    def __init__(self, api: Client, home: Path) -> None:
        (home / "browser.py").write_text(BROWSER)
        self.folder = home / "psasync"
        self._environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "PSASYNC_CONFIG_DIR": str(self.folder),
            "PSASYNC_KEY_STORE": "file",
            "PSASYNC_SCHEDULER_URL": str(api.base_url),
            "BROWSER": f"{sys.executable} {home / 'browser.py'} %s",
        }

    async def types(self, *words: str) -> tuple[int, str, str]:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "psasync_cli",
            *words,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await asyncio.wait_for(process.communicate(), 60)
        assert process.returncode is not None
        return process.returncode, out.decode(), err.decode()

    @property
    def key(self) -> Any:
        return json.loads((self.folder / "keys.json").read_text()).get("default")


@pytest.fixture
def person(api: Client, tmp_path: Path) -> Person:
    return Person(api, tmp_path)


async def test_a_person_signs_in_works_and_signs_out(api: Client, person: Person):
    code, out, err = await person.types("login", "--browser")
    assert code == 0, err
    assert "ann@example.com: operator of the whole platform" in out
    key = person.key
    assert key.startswith("psp_")
    assert key not in out + err
    code, out, err = await person.types("whoami", "-o", "json")
    assert (json.loads(out)["name"], json.loads(out)["kind"]) == ("ann@example.com", "person")
    assert (await person.types("keyring", "status"))[0] == 5, "operators may not look at it"

    code, _, err = await person.types("logout")
    assert code == 0, err
    assert person.key is None
    assert (await api.get("/v1/whoami", headers=as_(key))).status_code == 401, "it was ended on the platform"
    assert (await person.types("whoami"))[0] == 5


async def test_who_has_no_role_is_told_so_and_nothing_is_kept(provider: IdentityProvider, person: Person):
    provider.person["groups"] = ["choir"]
    code, out, err = await person.types("login", "--browser")
    assert (code, out) == (5, "")
    assert "which group you have to be in" in err
    assert not (person.folder / "keys.json").exists()
