"""A test message: whether mail and webhook work, answered while somebody waits."""

import asyncio
from collections.abc import Sequence

from psasync.kit.clock import Clock
from psasync.kit.ids import new_id
from psasync_results.notices.domain.causes import Addressee, Channel
from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome
from psasync_results.notices.domain.letter import Letter
from psasync_results.notices.mail.composing import compose
from psasync_results.notices.mail.sending import MailServer
from psasync_results.notices.settings import NoticeSettings
from psasync_results.notices.webhook.body import trial_body
from psasync_results.notices.webhook.health import WebhookHealth
from psasync_results.notices.webhook.sending import Webhook

SECONDS = 20.0
"""For all of them together: a request is answered within 30."""


class Trying:
    def __init__(
        self,
        mail: MailServer | None,
        webhook: Webhook | None,
        health: WebhookHealth | None,
        settings: NoticeSettings,
        clock: Clock,
    ) -> None:
        self._mail = mail
        self._webhook = webhook
        self._health = health
        self._settings = settings
        self._clock = clock

    async def send(self, addressees: Sequence[Addressee], by: str) -> list[Attempt]:
        """What came of each, in their order, within `SECONDS`. Nothing of it is kept or tried again."""
        return await asyncio.gather(*(self._limited(addressee, by) for addressee in addressees))

    async def _limited(self, addressee: Addressee, by: str) -> Attempt:
        try:
            async with asyncio.timeout(SECONDS):
                return await self._one(addressee, by)
        except TimeoutError:
            return Attempt(AttemptOutcome.FAILED, detail=f"no answer within {SECONDS:.0f} s")

    async def _one(self, addressee: Addressee, by: str) -> Attempt:
        id_, now = new_id(), self._clock.now()
        if addressee.channel is Channel.WEBHOOK:
            return await self._by_webhook(id_, trial_body(now))
        if self._mail is None:
            return Attempt(AttemptOutcome.REFUSED, detail="no mail server is set up")
        letter = _letter(by, self._settings.console_url)
        sender = self._settings.mail_from
        mail = compose(letter, id_=id_, sender=sender, recipient=addressee.address, at=now)
        return await self._mail.send(mail, addressee.address)

    async def _by_webhook(self, id_: str, body: bytes) -> Attempt:
        """One that takes it is well again, if it was disabled."""
        if self._webhook is None or self._health is None:
            return Attempt(AttemptOutcome.REFUSED, detail="no webhook is set up")
        attempt = await self._webhook.send(id_, body)
        if attempt.sent:
            await self._health.well()
        return attempt


def _letter(by: str, console: str) -> Letter:
    """Nothing in it is the caller's own words: nobody can have the platform write to strangers."""
    return Letter(
        subject="PSA Sync: test message",
        headline="Mail from this installation reaches you.",
        entries=(),
        more=0,
        more_link=f"{console}/notices",
        why=f"You get this because the API key {by} asked for a test message to this address.",
    )
