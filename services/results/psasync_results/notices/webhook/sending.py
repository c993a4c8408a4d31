"""Posting a notice to the installation's webhook, signed."""

import hashlib
import time

import httpx

from psasync.psa.http_endpoint.signature import key_of, signed_headers
from psasync.psa.port import PsaError
from psasync.psa.toolkit.faults import Faults, retry_after_seconds
from psasync.psa.toolkit.public import NotPublic, PublicTransport
from psasync.psa.toolkit.transport import Exchange, Timeouts, exchange, new_client
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome
from psasync_results.notices.settings import NoticeSettings

_CONNECTIONS = 2
_LONGEST_ANSWER = 64 * 1024
_GONE = 410
"""By Standard Webhooks: the receiver wants nothing more."""


class Webhook:
    """No redirects, no proxies of the environment, and only addresses that are public or that the operator named."""

    def __init__(self, settings: NoticeSettings) -> None:
        if settings.notices_webhook_secret is None:
            raise ValueError("a webhook needs its secret")
        secret = settings.notices_webhook_secret.get_secret_value()
        self._url = settings.notices_webhook_url
        self._key = key_of(secret)
        self._seconds = settings.notices_webhook_timeout_seconds
        self._faults = Faults("The webhook", (secret, self._url))
        transport = PublicTransport(settings.webhook_permitted, connections=_CONNECTIONS)
        self._http = new_client(Timeouts.of(self._seconds), _CONNECTIONS, transport)

    @property
    def endpoint(self) -> str:
        """Names the address without telling it: it may hold a token."""
        return hashlib.sha256(self._url.encode()).hexdigest()[:32]

    async def send(self, id_: str, body: bytes) -> Attempt:
        """`id_` is the same whenever the same notice is sent. Ends within `notices_webhook_timeout_seconds`."""
        headers = {"content-type": "application/json", **signed_headers(self._key, id_, int(time.time()), body)}
        request = self._http.build_request("POST", self._url, headers=headers, content=body)
        try:
            done = await exchange(
                self._http,
                request,
                faults=self._faults,
                name="a notice",
                total_seconds=self._seconds,
                max_body=_LONGEST_ANSWER,
            )
        except NotPublic as error:
            return Attempt(AttemptOutcome.FAILED, detail=f"the webhook's host {error}")
        except (PsaError, httpx.HTTPError) as error:
            return Attempt(AttemptOutcome.FAILED, detail=self._faults.quoted(str(error)))
        return self._answered(done)

    async def aclose(self) -> None:
        await self._http.aclose()

    def _answered(self, done: Exchange) -> Attempt:
        """Whatever is no 2xx may be right later, but for the word that it never will be."""
        excerpt = self._faults.quoted(done.body[:2000].decode("utf-8", "replace"))
        if done.ok:
            return Attempt(AttemptOutcome.SENT, done.status, excerpt)
        if done.status == _GONE:
            return Attempt(AttemptOutcome.REFUSED, done.status, excerpt, gone=True)
        wait = retry_after_seconds(done.headers.get("retry-after", ""), done.headers.get("date", ""))
        return Attempt(AttemptOutcome.FAILED, done.status, excerpt, retry_after=wait)
