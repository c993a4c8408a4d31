"""Who looks at the pages, as long as they are signed in."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from psasync.contracts.vocabulary import Role


class WayOut(StrEnum):
    """What signing out does with the key."""

    NOTHING = "nothing"  # it is somebody's own, and works elsewhere
    SIGN_OUT = "sign-out"  # it came from a sign-in, for this session alone
    REVOKE = "revoke"  # it was made for this session alone, as an application's


class Session(BaseModel):
    """What the cookie holds, sealed. The services judge each request anew: role and scope choose what is shown."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    key: str = Field(repr=False)
    key_id: str
    name: str
    role: Role
    tenant: str | None  # None: the whole platform
    expires_at: datetime
    way_out: WayOut = WayOut.NOTHING
    csrf: str = Field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)

    @property
    def whole_platform(self) -> bool:
        return self.tenant is None

    def may(self, role: Role) -> bool:
        return self.role.includes(role)

    def sees(self, tenant: str) -> bool:
        return self.tenant is None or self.tenant == tenant


class Visit(BaseModel):
    """Of somebody who is about to sign in: sealed like a session, and worth nothing to anybody else."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    expires_at: datetime
    csrf: str = Field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    back_to: str = "/"  # a path of this console
    verifier: str = Field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


def session_end(now: datetime, key_end: datetime | None, longest: timedelta) -> datetime:
    """A session ends with its key, and after the longest time in any case."""
    return now + longest if key_end is None else min(key_end, now + longest)


def path_of_ours(text: str | None) -> str:
    """`text` if it is a path of this console, else the first page: nobody is led elsewhere after signing in."""
    if text is None or not text.startswith("/") or text.startswith(("//", "/\\")) or not text.isprintable():
        return "/"
    return "/" if text.startswith("/sign-") or "\\" in text else text
