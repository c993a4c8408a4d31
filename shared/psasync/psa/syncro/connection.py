"""What a connection to Syncro is made of, checked before anything is sent anywhere."""

import re
from dataclasses import dataclass, field

from psasync.contracts.issues import IssueCode
from psasync.psa.port import ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.syncro.choices import CHOICE_FIELDS, Choices
from psasync.psa.syncro.errors import SYSTEM
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults

API_PATH = "/api/v1"

_SUBDOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_ADDRESS = ValueForm(rf"https?://\S+|{_SUBDOMAIN.pattern}", "an address that begins with https://, or its first word")
_TOKEN = ValueForm("[!-~]+", "a token, without spaces")

FIELDS = (
    ConnectionField(
        "base_url",
        "Address",
        "The address at which you log in to Syncro, or only its first word.",
        secret=False,
        required=True,
        example="https://acme.syncromsp.com",
        form=_ADDRESS,
    ),
    ConnectionField(
        "token",
        "API token",
        "Of a user who may view customers, contacts, assets and tickets: Admin > API Tokens.",
        secret=True,
        required=True,
        form=_TOKEN,
    ),
    *CHOICE_FIELDS,
)


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # ends in `/api/v1`
    choices: Choices
    token: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        address = _full_address(credentials.settings.get("base_url", "").strip())
        try:
            base_url = checked_base_url(address, credentials.plain_http_hosts)
        except AddressError as error:
            raise _wrong("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        return cls(
            base_url=base_url.removesuffix(API_PATH) + API_PATH,
            choices=Choices.of(credentials.settings),
            token=_token(credentials.secrets.get("token", "")),
        )


def _full_address(text: str) -> str:
    """A subdomain alone is a host of Syncro's cloud."""
    return f"https://{text.lower()}.syncromsp.com" if _SUBDOMAIN.fullmatch(text) else text


def _token(text: str) -> str:
    if not text or not text.isascii() or not text.isprintable() or " " in text:
        raise _wrong("token", "is missing or is no token", IssueCode.CREDENTIALS_REFUSED)
    return text


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
