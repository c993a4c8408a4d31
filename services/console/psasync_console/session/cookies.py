"""The cookies: sealed, for the server alone, and for https alone where the console is reached so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import HTTPConnection
from starlette.responses import Response

from psasync.kit.keyring import Keyring
from psasync.kit.logging import register_secret
from psasync_console.session.flash import Flash
from psasync_console.session.sealing import Seal
from psasync_console.session.session import Session, Visit
from psasync_console.settings import ConsoleSettings


@dataclass(frozen=True, slots=True)
class Cookies:
    """Reads and writes them. A session is in its cookie and nowhere else: any replica serves it."""

    seal: Seal
    secure: bool
    suffix: str

    @classmethod
    def of(cls, settings: ConsoleSettings) -> Cookies:
        """On plain http the port is in the name: browsers share cookies between the ports of a host."""
        keyring = Keyring.from_secret(settings.console_keyring.get_secret_value())
        return cls(Seal(keyring), settings.https, "" if settings.https else f"_{settings.console_port}")

    def session(self, connection: HTTPConnection, now: datetime) -> Session | None:
        session = self.seal.open(connection.cookies.get(self._name("session"), ""), Session, now)
        if session is not None:
            register_secret(session.key)
        return session

    def visit(self, connection: HTTPConnection, now: datetime) -> Visit | None:
        return self.seal.open(connection.cookies.get(self._name("visit"), ""), Visit, now)

    def give_session(self, response: Response, session: Session, now: datetime) -> None:
        self._give(response, "session", self.seal.close(session), session.expires_at, now)

    def give_visit(self, response: Response, visit: Visit, now: datetime) -> None:
        self._give(response, "visit", self.seal.close(visit), visit.expires_at, now)

    def flash(self, connection: HTTPConnection, now: datetime) -> Flash | None:
        return self.seal.open(connection.cookies.get(self._name("flash"), ""), Flash, now)

    def give_flash(self, response: Response, flash: Flash, now: datetime) -> None:
        self._give(response, "flash", self.seal.close(flash), flash.expires_at, now)

    def forget_flash(self, response: Response) -> None:
        response.delete_cookie(self._name("flash"), path="/", secure=self.secure, httponly=True, samesite="lax")

    def forget(self, response: Response) -> None:
        for kind in ("session", "visit"):
            response.delete_cookie(self._name(kind), path="/", secure=self.secure, httponly=True, samesite="lax")

    def _give(self, response: Response, kind: str, value: str, ends: datetime, now: datetime) -> None:
        response.set_cookie(
            self._name(kind),
            value,
            max_age=max(0, int((ends - now).total_seconds())),
            path="/",
            secure=self.secure,
            httponly=True,
            # A link in a mail, and a provider that sends the browser back, have to find the session.
            samesite="lax",
        )

    def _name(self, kind: str) -> str:
        return f"{'__Host-' if self.secure else ''}psasync_{kind}{self.suffix}"
