"""Sessions of keys, by the way in which each was got."""

from __future__ import annotations

from datetime import datetime, timedelta

from psasync.contracts.vocabulary import Role
from psasync_client.models.scheduler import NewKeyView, SignedInView, WhoAmI
from psasync_console.session.session import Session, WayOut, session_end
from psasync_console.web.showing import word


def of_key(key: str, known: WhoAmI, now: datetime, longest: timedelta) -> Session:
    """Somebody's own key: it goes on when the session ends."""
    return Session(
        key=key,
        key_id=known.key_id,
        name=known.name,
        role=Role(word(known.role)),
        tenant=known.tenant,
        expires_at=session_end(now, known.expires_at, longest),
        way_out=WayOut.SIGN_OUT if word(known.kind) == "person" else WayOut.NOTHING,
    )


def of_person(exchanged: SignedInView, now: datetime, longest: timedelta) -> Session:
    return Session(
        key=exchanged.key,
        key_id=exchanged.key_id,
        name=exchanged.name,
        role=Role(word(exchanged.role)),
        tenant=exchanged.tenant,
        expires_at=session_end(now, exchanged.expires_at, longest),
        way_out=WayOut.SIGN_OUT,
    )


def of_ticket(made: NewKeyView, now: datetime, longest: timedelta) -> Session:
    return Session(
        key=made.key,
        key_id=made.id,
        name=made.name,
        role=Role(word(made.role)),
        tenant=made.tenant,
        expires_at=session_end(now, made.expires_at, longest),
        way_out=WayOut.REVOKE,
    )
