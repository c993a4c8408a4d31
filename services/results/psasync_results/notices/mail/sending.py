"""Handing a mail to the installation's mail server."""

import asyncio
import ssl
from email.message import EmailMessage

import aiosmtplib

from psasync_results.notices.domain.deliveries import Attempt, AttemptOutcome
from psasync_results.notices.domain.words import one_line
from psasync_results.notices.settings import NoticeSettings

_LONGEST_DETAIL = 300
_PERMANENT = 500

_ABOUT_THE_MAIL = (aiosmtplib.SMTPRecipientRefused, aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPDataError)
"""Other refusals are about the server or our account on it, which an operator can mend while the mail waits."""


class MailServer:
    """One connection for each mail: notices are few, and a server that went away is noticed at once."""

    def __init__(self, settings: NoticeSettings) -> None:
        self._settings = settings
        self._tls = _context(settings)

    async def send(self, mail: EmailMessage, recipient: str) -> Attempt:
        """Ends within `smtp_timeout_seconds`, whatever the server does. Raises nothing that a server can cause."""
        seconds = self._settings.smtp_timeout_seconds
        try:
            async with asyncio.timeout(seconds):
                await self._hand_over(mail, recipient, seconds)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            return self._failed(refused.recipients[0])
        except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
            return self._failed(error)
        return Attempt(AttemptOutcome.SENT, 250, "the mail server has taken it")

    async def _hand_over(self, mail: EmailMessage, recipient: str, seconds: float) -> None:
        settings = self._settings
        password = settings.smtp_password.get_secret_value() if settings.smtp_password else None
        await aiosmtplib.send(
            mail,
            sender=settings.mail_from,
            recipients=[recipient],
            hostname=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_user or None,
            password=password,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            tls_context=self._tls,
            timeout=seconds,
        )

    def _failed(self, error: Exception) -> Attempt:
        """The server's words may repeat what it was told: the password is masked in them."""
        status = error.code if isinstance(error, aiosmtplib.SMTPResponseException) else None
        for_good = isinstance(error, _ABOUT_THE_MAIL) and status is not None and status >= _PERMANENT
        words = error.message if isinstance(error, aiosmtplib.SMTPResponseException) else str(error)
        text = f"{type(error).__name__}: {words}" if words else type(error).__name__
        secret = self._settings.smtp_password
        if secret is not None and secret.get_secret_value():
            text = text.replace(secret.get_secret_value(), "***")
        outcome = AttemptOutcome.REFUSED if for_good else AttemptOutcome.FAILED
        return Attempt(outcome, status, one_line(text, _LONGEST_DETAIL))


def _context(settings: NoticeSettings) -> ssl.SSLContext | None:
    """None: no TLS at all, which the settings allow on this machine only."""
    if settings.smtp_tls == "none":
        return None
    return ssl.create_default_context(cafile=str(settings.smtp_cafile) if settings.smtp_cafile else None)
