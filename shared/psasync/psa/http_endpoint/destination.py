"""Sending records to an endpoint, in signed batches."""

import time
from collections.abc import Sequence

from psasync.contracts.issues import Issue, IssueCode
from psasync.psa.destination import Delivery, DestinationCapabilities, Outgoing, Taken
from psasync.psa.http_endpoint.answers import refusal_of, taken_of
from psasync.psa.http_endpoint.body import message_id, ping_body, records_body
from psasync.psa.http_endpoint.connection import SYSTEM, Connection
from psasync.psa.http_endpoint.signature import signed_headers
from psasync.psa.port import CallBudget, CheckReport, PsaError
from psasync.psa.toolkit.checking import Suspects, checked
from psasync.psa.toolkit.faults import THROTTLED, Faults, retry_after_seconds, verdict_by_status
from psasync.psa.toolkit.public import NotPublic, PublicTransport
from psasync.psa.toolkit.transport import Exchange, Timeouts, exchange, new_client

MAX_ANSWER = 4 * 1024 * 1024
"""Bytes: 500 results of 8 kB each."""

DEFAULT_RETRY_AFTER = 30.0
"""Seconds to wait after a 429 that names no time."""

TOO_LARGE = 413
SUSPECTS = Suspects(address=("settings.url",), credentials=("secrets.signing_secret", "secrets.bearer_token"))
_ABOUT_THE_CALL = frozenset({401, 403, 404, 408, 425, 429})
"""Client errors that say nothing of the records."""


class HttpEndpoint:
    def __init__(self, connection: Connection, budget: CallBudget, delivery: Delivery) -> None:
        self._connection = connection
        self._budget = budget
        self._delivery = delivery
        self._seconds = min(connection.timeout_seconds, delivery.request_seconds)
        self._faults = Faults(SYSTEM, connection.secrets)
        transport = PublicTransport(connection.permitted, connections=1)
        self._http = new_client(Timeouts.of(self._seconds), 1, transport)

    @property
    def capabilities(self) -> DestinationCapabilities:
        return DestinationCapabilities(self._connection.entities, self._seconds, self._connection.batch_size)

    async def check(self) -> CheckReport:
        """A signed `ping`, which any 2xx answers."""
        return await checked(self._ping, SUSPECTS)

    async def send(self, records: Sequence[Outgoing]) -> Sequence[Taken]:
        """A batch that is refused, or too large, is halved, down to the record that it is about."""
        name = f"{len(records)} records"
        body = records_body(self._delivery, self._connection.tenant, records)
        done = await self._post(body, message_id(self._delivery.execution, (one.key for one in records)), name)
        if done.ok:
            return taken_of(done.body, records, self._faults)
        refusal = self._refusal(done)
        if refusal is None:
            raise self._refused(done, name)
        if len(records) == 1:
            return [Taken(refused=refusal)]
        half = len(records) // 2
        return [*await self.send(records[:half]), *await self.send(records[half:])]

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _ping(self) -> CheckReport:
        done = await self._post(ping_body(self._connection.tenant), f"ping_{time.time_ns()}", "a ping")
        if not done.ok:
            raise self._refused(done, "a ping")
        return CheckReport(ok=True)

    async def _post(self, body: bytes, message: str, name: str) -> Exchange:
        await self._budget.acquire()
        # Signed last: receivers refuse a signature that has waited.
        headers = {
            "content-type": "application/json",
            "accept": "application/json",
            "idempotency-key": message,
            **signed_headers(self._connection.key, message, int(time.time()), body),
        }
        if self._connection.bearer_token:
            headers["authorization"] = f"Bearer {self._connection.bearer_token}"
        request = self._http.build_request("POST", self._connection.url, headers=headers, content=body)
        try:
            done = await exchange(
                self._http,
                request,
                faults=self._faults,
                name=name,
                total_seconds=self._seconds,
                max_body=MAX_ANSWER,
            )
        except NotPublic as error:
            raise self._faults.configuration("url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        await self._heed(done)
        return done

    async def _heed(self, done: Exchange) -> None:
        wait = retry_after_seconds(done.headers.get("retry-after", ""), done.headers.get("date", ""))
        if done.status == 429 and wait:
            await self._budget.throttled(wait)

    def _refusal(self, done: Exchange) -> Issue | None:
        """What a single record is refused for, if the answer is about records at all."""
        if done.status == TOO_LARGE:
            return refusal_of(done.body, done.status, self._faults) or Issue(
                code=IssueCode.DESTINATION_REFUSED, message="The endpoint finds the record too large."
            )
        if not 400 <= done.status < 500 or done.status in _ABOUT_THE_CALL:
            return None
        return refusal_of(done.body, done.status, self._faults)

    def _refused(self, done: Exchange, name: str) -> PsaError:
        verdict = verdict_by_status(done.status)
        wait = retry_after_seconds(done.headers.get("retry-after", ""), done.headers.get("date", ""))
        if verdict is THROTTLED and wait is None:
            wait = DEFAULT_RETRY_AFTER
        words = done.body[:1000].decode("utf-8", "replace") if done.is_json else ""
        return self._faults.refused(name, done.status, verdict, words=words, retry_after=wait)
