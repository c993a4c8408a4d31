"""The ways on which messages leave: what a delivery needs to know of mail and webhook."""

from typing import Protocol

from psasync.kit.clock import Clock
from psasync_results.notices.domain.deliveries import Attempt, Message
from psasync_results.notices.domain.letter import letter
from psasync_results.notices.mail.composing import compose
from psasync_results.notices.mail.sending import MailServer
from psasync_results.notices.settings import NoticeSettings
from psasync_results.notices.webhook.body import webhook_body
from psasync_results.notices.webhook.health import WebhookHealth
from psasync_results.notices.webhook.sending import Webhook


class Way(Protocol):
    async def closed(self, message: Message) -> str | None:
        """Why this message is not even tried; None: it is."""

    async def send(self, message: Message) -> Attempt:
        """One try, within a time limit. Raises nothing that a receiver can cause."""

    async def sent(self) -> None:
        """A message was taken."""

    async def given_up(self, message: Message, attempt: Attempt) -> None:
        """A message failed for good. May be told again, after a crash."""


class NoWay:
    """A channel that the operator has not set up."""

    def __init__(self, why: str) -> None:
        self._why = why

    async def closed(self, message: Message) -> str | None:  # noqa: ARG002 - whatever it is
        return self._why

    async def send(self, message: Message) -> Attempt:
        raise NotImplementedError(f"{message.id}: {self._why}")

    async def sent(self) -> None:
        """Never."""

    async def given_up(self, message: Message, attempt: Attempt) -> None:
        """Never."""


class MailWay:
    def __init__(self, server: MailServer, settings: NoticeSettings, clock: Clock) -> None:
        self._server = server
        self._settings = settings
        self._clock = clock

    async def closed(self, message: Message) -> str | None:  # noqa: ARG002 - a mail server has no state of ours
        return None

    async def send(self, message: Message) -> Attempt:
        mail = compose(
            letter(message, self._settings.console_url),
            id_=message.id,
            sender=self._settings.mail_from,
            recipient=message.address,
            at=self._clock.now(),
        )
        return await self._server.send(mail, message.address)

    async def sent(self) -> None:
        """Nothing follows from it."""

    async def given_up(self, message: Message, attempt: Attempt) -> None:
        """Nothing follows from it but what the list of notices shows."""


class WebhookWay:
    def __init__(self, webhook: Webhook, health: WebhookHealth) -> None:
        self._webhook = webhook
        self._health = health

    async def closed(self, message: Message) -> str | None:
        """A redelivery is tried all the same: it is how a person finds out whether the receiver is well again."""
        return None if message.redelivery else await self._health.disabled()

    async def send(self, message: Message) -> Attempt:
        """The id is the notice's, also when it is delivered again: a receiver knows what it has."""
        return await self._webhook.send(message.shown[0].notice, webhook_body(message))

    async def sent(self) -> None:
        await self._health.well()

    async def given_up(self, message: Message, attempt: Attempt) -> None:
        if not message.redelivery:
            await self._health.dead(attempt)
