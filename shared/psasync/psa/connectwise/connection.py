"""What a connection to ConnectWise is made of, checked before anything is sent anywhere."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from psasync.contracts.issues import IssueCode
from psasync.psa.connectwise.hosts import api_host
from psasync.psa.port import ADDRESS, GUID, ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults

ROUTER_CODEBASE = "v4_6_release"
"""The cloud routes it to whatever codebase the company really has."""

DISCOVER = "discover"
"""Setting `codebase` to this asks the PSA for the company's own codebase at first use."""

_COMPANY = re.compile(r"[A-Za-z0-9_.\- ]{1,100}")
_CODEBASE = re.compile(r"[A-Za-z0-9_.]{1,60}")
_COMPANY_FORM = ValueForm(_COMPANY.pattern, "up to 100 letters, digits, dots, hyphens, underscores and spaces")
_CODEBASE_FORM = ValueForm(_CODEBASE.pattern, "up to 60 letters, digits, dots and underscores")

FIELDS = (
    ConnectionField(
        "base_url",
        "Address",
        "The API host of your ConnectWise cloud region, or of your own server.",
        secret=False,
        required=True,
        example="https://api-na.myconnectwise.net",
        form=ADDRESS,
    ),
    ConnectionField(
        "company",
        "Company id",
        "The company id that you enter when you log in to ConnectWise.",
        secret=False,
        required=True,
        example="acme",
        form=_COMPANY_FORM,
    ),
    ConnectionField(
        "codebase",
        "Codebase",
        f"Leave it as it is in the cloud; `{DISCOVER}` asks the server for it.",
        secret=False,
        required=False,
        example="v2025_1",
        default=ROUTER_CODEBASE,
        form=_CODEBASE_FORM,
    ),
    ConnectionField(
        "public_key", "Public key", "Of an API member: System > Members > API Members.", secret=True, required=True
    ),
    ConnectionField("private_key", "Private key", "Shown once, when the key pair is made.", secret=True, required=True),
    ConnectionField(
        "client_id",
        "Client id",
        "The GUID that ConnectWise's developer site gives out.",
        secret=True,
        required=True,
        form=GUID,
    ),
)


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # no slash at the end
    company: str
    codebase: str
    public_key: str = field(repr=False)
    private_key: str = field(repr=False)
    client_id: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings, secrets = credentials.settings, credentials.secrets
        try:
            base_url = checked_base_url(settings.get("base_url", ""), credentials.plain_http_hosts, renamed=api_host)
        except AddressError as error:
            raise _wrong("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        return cls(
            base_url=base_url,
            company=_matching(_COMPANY, settings.get("company", ""), "company"),
            codebase=_matching(_CODEBASE, settings.get("codebase") or ROUTER_CODEBASE, "codebase"),
            public_key=_present(secrets.get("public_key", ""), "public_key"),
            private_key=_present(secrets.get("private_key", ""), "private_key"),
            client_id=_guid(secrets.get("client_id", "")),
        )


def _matching(pattern: re.Pattern[str], text: str, name: str) -> str:
    if not pattern.fullmatch(text):
        raise _wrong(name, "is missing or has characters that ConnectWise does not use", IssueCode.ADDRESS_WRONG)
    return text


def _present(text: str, name: str) -> str:
    if not text or not text.isascii() or not text.isprintable():
        raise _wrong(name, "is missing or is no key", IssueCode.CREDENTIALS_REFUSED)
    return text


def _guid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise _wrong("client_id", "is not a GUID", IssueCode.CREDENTIALS_REFUSED) from None


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults("ConnectWise").configuration(name, what, code)
