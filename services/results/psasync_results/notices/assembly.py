"""Puts the parts of notices together."""

from fastapi import APIRouter

from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.clock import Clock
from psasync.kit.kafka import Subscription
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database
from psasync_results.handlers.catalog_news import CatalogNewsHandler
from psasync_results.notices.api import notices as notice_routes
from psasync_results.notices.api import trials
from psasync_results.notices.bundling import Bundling
from psasync_results.notices.delivering import Delivering
from psasync_results.notices.digesting import DigestBook, Summing
from psasync_results.notices.directory import Directory
from psasync_results.notices.domain.causes import Channel
from psasync_results.notices.ending import Ending
from psasync_results.notices.mail.sending import MailServer
from psasync_results.notices.redelivering import Redelivering
from psasync_results.notices.settings import NoticeSettings
from psasync_results.notices.store.digests import Digests
from psasync_results.notices.store.endpoints import Endpoints
from psasync_results.notices.store.ends import UntoldEnds
from psasync_results.notices.store.messages import Messages
from psasync_results.notices.store.notices import Notices
from psasync_results.notices.store.pages import NoticePages
from psasync_results.notices.store.slots import Slots
from psasync_results.notices.store.streaks import Streaks
from psasync_results.notices.telling import Telling
from psasync_results.notices.trying import Trying
from psasync_results.notices.ways import MailWay, NoWay, Way, WebhookWay
from psasync_results.notices.webhook.health import WebhookHealth
from psasync_results.notices.webhook.sending import Webhook


class NoticeParts:
    """Everything that tells people, for one process. Any number of them work on one database."""

    def __init__(
        self, settings: NoticeSettings, database: Database, directory: Directory, clock: Clock, loops: Loops
    ) -> None:
        self._settings = settings
        self._database = database
        self._clock = clock
        self._directory = directory
        self.notices = Notices(database)
        self.messages = Messages(database)
        slots = Slots(database, settings.pace)
        self.telling = Telling(self.notices, slots, clock)
        self._mail = MailServer(settings) if settings.smtp_host else None
        self._webhook = Webhook(settings) if settings.notices_webhook_url else None
        digests = Digests(database)
        book = DigestBook(digests, settings.notices_digest_hour)
        self.ending = Ending(UntoldEnds(database), Streaks(database), self.telling, directory, book, clock)
        self.summing = Summing(digests, self.telling, directory, clock)
        self.bundling = Bundling(self.notices, self.messages, slots, self.telling, clock)
        self._health = self._webhook_health()
        self.by_mail = Delivering(Channel.MAIL, self._mail_way(), self.messages, clock, loops.stopping)
        self.by_webhook = Delivering(Channel.WEBHOOK, self._webhook_way(), self.messages, clock, loops.stopping)
        self._add_to(loops)

    @property
    def subscription(self) -> Subscription:
        handler = CatalogNewsHandler(self.telling, self._directory, self._clock)
        return Subscription(topic=CATALOG_CHANGED, group="results.notices", handler=handler, max_records=200)

    @property
    def routers(self) -> list[APIRouter]:
        redelivering = Redelivering(self.notices, self.messages, self._clock)
        trying = Trying(self._mail, self._webhook, self._health, self._settings, self._clock)
        pages = NoticePages(self._database)
        # The test message first: its path would also be one of a notice.
        return [
            trials.routes(trying),
            notice_routes.routes(pages, self.notices, self.messages, redelivering),
        ]

    async def aclose(self) -> None:
        if self._webhook is not None:
            await self._webhook.aclose()

    def _add_to(self, loops: Loops) -> None:
        loops.add("notice-ends", self.ending.run)
        loops.add("notice-digests", self.summing.run)
        loops.add("notice-messages", self.bundling.run)
        loops.add("notice-mail", self.by_mail.run, drains=True)
        loops.add("notice-webhook", self.by_webhook.run, drains=True)

    def _mail_way(self) -> Way:
        if self._mail is None:
            return NoWay("no mail server is set up")
        return MailWay(self._mail, self._settings, self._clock)

    def _webhook_health(self) -> WebhookHealth | None:
        if self._webhook is None:
            return None
        endpoints, operators = Endpoints(self._database), self._settings.notices_operators
        return WebhookHealth(self._webhook.endpoint, endpoints, self.telling, operators, self._clock)

    def _webhook_way(self) -> Way:
        if self._webhook is None or self._health is None:
            return NoWay("no webhook is set up")
        return WebhookWay(self._webhook, self._health)
