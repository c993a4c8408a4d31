"""The mail itself."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from psasync_results.notices.domain.letter import Letter
from psasync_results.notices.domain.words import one_line
from psasync_results.notices.mail.rendering import html, plain_text

SENDER_NAME = "PSA Sync"


def compose(letter: Letter, *, id_: str, sender: str, recipient: str, at: datetime) -> EmailMessage:
    """Both bodies under the headers that keep robots from answering.

    The same `id_` always makes the same Message-ID, by which a receiver knows a mail that comes twice. Nothing that a
    tenant has named can begin a header of its own. Raises `ValueError` for an address that is none.
    """
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = one_line(letter.subject, 200)
    mail["From"] = Address(SENDER_NAME, addr_spec=sender)
    mail["To"] = Address(addr_spec=recipient)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{id_}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(plain_text(letter))
    mail.add_alternative(html(letter), subtype="html")
    return mail
