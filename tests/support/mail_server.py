"""A real mail server on this machine, with certificates of its own, that keeps what it takes."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword

HOST = "127.0.0.1"
USER, PASSWORD = "notices", "a-secret-of-mail"

Tls = Literal["starttls", "tls", "none"]
Verdict = Callable[[str], str | None]


@dataclass
class Mailbox:
    """What has arrived. `refuse` answers a recipient with an SMTP code and text; None takes it."""

    port: int = 0
    cafile: Path = Path()
    refuse: Verdict = lambda _recipient: None
    mails: list[tuple[str, EmailMessage]] = field(default_factory=list)  # recipient, mail
    logins: list[str] = field(default_factory=list)
    stall: float = 0.0  # seconds before a mail is answered

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Envelope, address: str, _: Any) -> str:
        refused = self.refuse(address)
        if refused is not None:
            return refused
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        await asyncio.sleep(self.stall)
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails += [(recipient, mail) for recipient in envelope.rcpt_tos]
        return "250 OK"

    def authenticate(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any) -> AuthResult:
        assert isinstance(given, LoginPassword)
        self.logins.append(given.login.decode())
        return AuthResult(success=given.password == PASSWORD.encode(), handled=False)


@contextlib.asynccontextmanager
async def mail_server(folder: Path, tls: Tls = "starttls", *, sign_in: bool = False) -> AsyncIterator[Mailbox]:
    authority = trustme.CA()
    mailbox = Mailbox(cafile=folder / "ca.pem")
    authority.cert_pem.write_to_path(str(mailbox.cafile))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)
    options: dict[str, Any] = {"hostname": HOST, "enable_SMTPUTF8": True, "auth_require_tls": tls == "starttls"}
    if sign_in:
        options |= {"auth_required": True, "authenticator": mailbox.authenticate}
    if tls == "starttls":
        options |= {"tls_context": context, "require_starttls": True}
    loop = asyncio.get_running_loop()
    from_the_start = context if tls == "tls" else None
    server = await loop.create_server(lambda: SMTP(mailbox, **options), "127.0.0.1", 0, ssl=from_the_start)
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()
