"""The simulated ConnectWise company behind the demo tenant."""

from __future__ import annotations

from typing import Any

import httpx

from psasync_local import services
from psasync_local.errors import LocalError
from psasync_local.stack import Stack

PUBLIC_KEY = "demo-public-key"
PRIVATE_KEY = "demo-private-key"
CLIENT_ID = "00000000-0000-4000-8000-00000000de30"
CODEBASE = "v4_6_release"
TIME_LIMIT_SECONDS = 30
CORRECTED = {"name": "Corrected Ltd", "firstName": "Ada", "lastName": "Corrected"}


class SimulatedCompany:
    """One company of the simulator. Its limits are lifted, so that the demo does not wait for them."""

    def __init__(self, stack: Stack, company: str) -> None:
        self.base_url = stack.url(services.SIMULATOR) + "/connectwise"
        self.company = company
        self._control = f"{stack.url(services.SIMULATOR)}/_control/connectwise/accounts/{company}"
        self._client = httpx.Client(timeout=TIME_LIMIT_SECONDS)

    def close(self) -> None:
        self._client.close()

    def create(self, records: int, seed: int) -> dict[str, Any]:
        """Makes the company, or empties and fills it again."""
        return self._ask(
            "PUT",
            self._control,
            {
                "size": records,
                "seed": seed,
                "public_key": PUBLIC_KEY,
                "private_key": PRIVATE_KEY,
                "rate_limit_per_minute": 0,
            },
        )

    def register_callback(self, url: str) -> None:
        """Over ConnectWise's own interface, as an installation would."""
        self._ask(
            "POST",
            f"{self.base_url}/{CODEBASE}/apis/3.0/system/callbacks",
            {"url": url, "objectId": 0, "type": "ticket", "level": "owner", "description": "PSA Sync"},
            auth=httpx.BasicAuth(f"{self.company}+{PUBLIC_KEY}", PRIVATE_KEY),
            headers={"clientId": CLIENT_ID},
        )

    def open_ticket(self, summary: str) -> dict[str, Any]:
        """Somebody opens a ticket: its signed callbacks are sent before this returns."""
        return self._ask("POST", f"{self._control}/tickets", {"action": "added", "fields": {"summary": summary}})

    def correct(self, refused: dict[str, list[int]]) -> None:
        """Somebody fills in what the refused records lack."""
        for kind, ids in refused.items():
            self._ask("POST", f"{self._control}/records/{kind}", {"action": "change", "ids": ids, "patch": CORRECTED})

    def connection(self) -> dict[str, Any]:
        """What a person enters to connect the company."""
        return {
            "system": "connectwise",
            "settings": {"base_url": self.base_url, "company": self.company, "codebase": CODEBASE},
            "secrets": {"public_key": PUBLIC_KEY, "private_key": PRIVATE_KEY, "client_id": CLIENT_ID},
        }

    def _ask(self, method: str, url: str, body: dict[str, Any], **options: Any) -> dict[str, Any]:
        response = self._client.request(method, url, json=body, **options)
        if response.is_error:
            raise LocalError(f"the simulator: {method} {url}: {response.status_code} {response.text[:300]}")
        answer: dict[str, Any] = response.json()
        return answer
