"""Generated from docs/openapi: `make docs` writes it anew."""

from datetime import datetime

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_LIST: Operation[Page[scheduler.AuditView]] = Operation("audit.list", "scheduler", "GET", "/v1/audit")


class Audit(Group):
    """The operations `audit.*`."""

    def list(
        self,
        *,
        tenant: str | None = None,
        subject: str | None = None,
        key_id: str | None = None,
        who: str | None = None,
        action: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[scheduler.AuditView]:
        """Who did what, newest first.

        Every change, and every run and cancel that somebody asked for, is one entry, and stays for good.

        - `subject`: The id of what was changed, asked for or canceled.
        - `key_id`: The key that it was done with.
        - `who`: The name of the key or person that did it.
        - `action`: As in `sync.changed`.
        - `from_`: Done at or after.
        - `to`: Done before.
        """
        return self._pages(
            _LIST,
            scheduler.AuditView,
            query={
                "tenant": tenant,
                "subject": subject,
                "key_id": key_id,
                "who": who,
                "action": action,
                "from": from_,
                "to": to,
                "limit": limit,
            },
            cursor=cursor,
        )


class AsyncAudit(AsyncGroup):
    """The operations `audit.*`."""

    def list(
        self,
        *,
        tenant: str | None = None,
        subject: str | None = None,
        key_id: str | None = None,
        who: str | None = None,
        action: str | None = None,
        from_: datetime | None = None,
        to: datetime | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> AsyncPages[scheduler.AuditView]:
        """Who did what, newest first.

        Every change, and every run and cancel that somebody asked for, is one entry, and stays for good.

        - `subject`: The id of what was changed, asked for or canceled.
        - `key_id`: The key that it was done with.
        - `who`: The name of the key or person that did it.
        - `action`: As in `sync.changed`.
        - `from_`: Done at or after.
        - `to`: Done before.
        """
        return self._pages(
            _LIST,
            scheduler.AuditView,
            query={
                "tenant": tenant,
                "subject": subject,
                "key_id": key_id,
                "who": who,
                "action": action,
                "from": from_,
                "to": to,
                "limit": limit,
            },
            cursor=cursor,
        )
