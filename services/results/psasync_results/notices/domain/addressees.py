"""Who is told, by the choices of a tenant with those of the sync laid over them."""

from psasync.contracts.notifications import NotificationChoices
from psasync_results.notices.domain.causes import Addressee, Channel, NoticeKind

WEBHOOK = Addressee(Channel.WEBHOOK, "installation")
"""The one webhook of the installation."""


def wanted(kind: NoticeKind, choices: NotificationChoices) -> bool:
    """Each choice is called like the kind that it is about; what goes to the installation's operators has none."""
    return kind is not NoticeKind.WEBHOOK_DISABLED and bool(getattr(choices, kind.value))


def reaches_anybody(kind: NoticeKind, choices: NotificationChoices) -> bool:
    return wanted(kind, choices) and bool(choices.recipients or choices.webhook)


def addressees(choices: NotificationChoices) -> list[Addressee]:
    """Everybody that a tenant's choices name; nobody if they name none."""
    by_mail = [Addressee(Channel.MAIL, recipient) for recipient in choices.recipients]
    return [*by_mail, WEBHOOK] if choices.webhook else by_mail
