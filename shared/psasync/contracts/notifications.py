"""Who is told of what: a tenant's choices, and what a sync chooses differently."""

import re
from collections.abc import Iterable
from typing import Annotated

from pydantic import AfterValidator, Field

from psasync.contracts.base import Contract

MOST_RECIPIENTS = 50

_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the angle brackets
_LONGEST_LOCAL_PART = 64
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_ATOM}(?:\.{_ATOM})*)@{_LABEL}(?:\.{_LABEL})*\.(?![0-9]+\Z){_LABEL}")


def _address(text: str) -> str:
    """An address of a domain in ASCII. Quoted local parts and address literals are mail's past: not taken."""
    text = text.strip()
    found = _ADDRESS.fullmatch(text) if len(text) <= _LONGEST_ADDRESS else None
    if found is None or len(found["local"]) > _LONGEST_LOCAL_PART:
        raise ValueError("is no e-mail address like name@example.com")
    return text


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    """The first of each: hardly any mail server tells upper from lower case."""
    kept: dict[str, str] = {}
    for address in addresses:
        kept.setdefault(address.casefold(), address)
    return tuple(kept.values())


EmailAddress = Annotated[str, AfterValidator(_address), Field(max_length=320, examples=["it@example.com"])]
Recipients = Annotated[tuple[EmailAddress, ...], AfterValidator(_distinct), Field(max_length=MOST_RECIPIENTS)]


class NotificationChoices(Contract):
    """What is told, and to whom. Without recipients and webhook nobody is told."""

    recipients: Recipients = ()
    webhook: bool = Field(default=False, description="Also as signed requests to the webhook of the installation.")
    failure: bool = Field(default=True, description="An execution ended in error after its last attempt.")
    recovery: bool = Field(default=True, description="The first one that went well again.")
    auto_pause: bool = Field(default=True, description="A sync was paused because it failed again and again.")
    missed: bool = Field(default=True, description="Occurrences of the schedule went by without running.")
    webhook_renewed: bool = Field(
        default=True, description="A PSA had lost the webhook of a connection; it was registered again."
    )
    digest: bool = Field(default=False, description="A daily summary.")
    forced_runs: bool = Field(default=False, description="Failures and recoveries of forced runs, too.")


class NotificationOverride(Contract):
    """A sync's own choices; null: as the tenant has chosen."""

    recipients: Recipients | None = None
    webhook: bool | None = None
    failure: bool | None = None
    recovery: bool | None = None
    auto_pause: bool | None = None
    missed: bool | None = None
    digest: bool | None = None
    forced_runs: bool | None = None

    def over(self, choices: NotificationChoices) -> NotificationChoices:
        """The tenant's choices with these laid over them."""
        return choices.model_copy(update=self.model_dump(exclude_none=True))
