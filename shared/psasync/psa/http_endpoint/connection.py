"""What a connection to an endpoint is made of, checked before anything is sent anywhere."""

import ipaddress
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.http_endpoint.signature import PREFIX as SECRET_PREFIX
from psasync.psa.http_endpoint.signature import key_of
from psasync.psa.port import ADDRESS, NUMBER, ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults
from psasync.psa.toolkit.public import is_public

SYSTEM = "The HTTP endpoint"
MAX_BATCH = 500
DEFAULT_BATCH = 100
MAX_TIMEOUT = 60.0
DEFAULT_TIMEOUT = 10.0

FIELDS = (
    ConnectionField(
        "url",
        "Address",
        "Where the records are sent to, by POST. Only https, and only to a public address, unless the operator of this "
        "platform has permitted the host.",
        secret=False,
        required=True,
        example="https://api.example.com/psa/records",
        form=ADDRESS,
    ),
    ConnectionField(
        "signing_secret",
        "Signing secret",
        "`whsec_` and 24 to 64 random bytes in base64. The receiver verifies each request with it.",
        secret=True,
        required=True,
        form=ValueForm(rf"{SECRET_PREFIX}[A-Za-z0-9+/]{{32,88}}={{0,2}}", "whsec_ and 24 to 64 bytes in base64"),
    ),
    ConnectionField(
        "bearer_token",
        "Bearer token",
        "Sent as `Authorization: Bearer ...` beside the signature, where the receiver asks for one.",
        secret=True,
        required=False,
        form=ValueForm("[!-~]+", "a token, without spaces"),
    ),
    ConnectionField(
        "batch_size",
        "Records per request",
        f"From 1 to {MAX_BATCH}.",
        secret=False,
        required=False,
        default=str(DEFAULT_BATCH),
        form=NUMBER,
    ),
    ConnectionField(
        "entities",
        "Entities",
        "The kinds of records that the endpoint takes, separated by commas; all of them if it is empty.",
        secret=False,
        required=False,
        example="company, contact",
    ),
    ConnectionField(
        "timeout_seconds",
        "Time limit",
        f"Seconds that the endpoint has for an answer, at most {MAX_TIMEOUT:.0f}. The executor's lease may allow less.",
        secret=False,
        required=False,
        default=f"{DEFAULT_TIMEOUT:.0f}",
    ),
)


@dataclass(frozen=True, slots=True)
class Connection:
    url: str
    tenant: str
    batch_size: int
    entities: frozenset[Entity]
    timeout_seconds: float
    permitted: AbstractSet[str]  # hosts that may have an address that is not public
    key: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)  # to be masked wherever the endpoint's words repeat them
    bearer_token: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings, secrets = credentials.settings, credentials.secrets
        secret, token = secrets.get("signing_secret", ""), secrets.get("bearer_token", "")
        return cls(
            url=_url(settings.get("url", ""), credentials.plain_http_hosts),
            tenant=credentials.tenant,
            batch_size=round(_number(settings, "batch_size", DEFAULT_BATCH, 1, MAX_BATCH)),
            entities=_entities(settings.get("entities", "")),
            timeout_seconds=_number(settings, "timeout_seconds", DEFAULT_TIMEOUT, 1, MAX_TIMEOUT),
            permitted=credentials.plain_http_hosts,
            key=_key(secret),
            secrets=tuple(filter(None, (secret, token))),
            bearer_token=_token(token),
        )


def _url(text: str, permitted: AbstractSet[str]) -> str:
    """With its path as it was entered: to a server, a slash at the end may be another address."""
    try:
        url = checked_base_url(text, permitted)
    except AddressError as error:
        raise _wrong("url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
    host = (urlsplit(url).hostname or "").rstrip(".")
    if host not in permitted and not _can_be_public(host):
        what = "is an address that is not public, which the operator has not permitted"
        raise _wrong("url", what, IssueCode.ADDRESS_FORBIDDEN)
    return f"{url}/" if text.strip().endswith("/") else url


def _can_be_public(host: str) -> bool:
    """A name is looked at when it is resolved."""
    try:
        return is_public(ipaddress.ip_address(host))
    except ValueError:
        return True


def _number(settings: Mapping[str, str], name: str, default: float, lowest: float, highest: float) -> float:
    text = settings.get(name)
    if not text:
        return default
    try:
        number = float(text)
    except ValueError:
        number = highest + 1
    if not lowest <= number <= highest:
        raise _wrong(name, f"is not a number from {lowest:.0f} to {highest:.0f}", IssueCode.REQUEST_INVALID)
    return number


def _entities(text: str) -> frozenset[Entity]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = set(names) - set(Entity)
    if unknown:
        raise _wrong("entities", "names a kind of record that does not exist", IssueCode.ENTITY_UNSUPPORTED)
    return frozenset(map(Entity, names)) or frozenset(Entity)


def _key(secret: str) -> bytes:
    try:
        return key_of(secret)
    except ValueError as error:
        raise _wrong("signing_secret", str(error), IssueCode.CREDENTIALS_REFUSED) from None


def _token(text: str) -> str:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _wrong("bearer_token", "is no token", IssueCode.CREDENTIALS_REFUSED)
    return text


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
