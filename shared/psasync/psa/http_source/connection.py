"""What a connection to a described source is made of, checked before anything is sent anywhere."""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from psasync.contracts.issues import IssueCode
from psasync.psa.http_source.definition import MAX_CHARACTERS, Definition, DefinitionError, parse
from psasync.psa.http_source.errors import SYSTEM
from psasync.psa.port import ADDRESS, ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults


class Auth(StrEnum):
    """How the source knows us."""

    NONE = "none"
    BASIC = "basic"
    BEARER = "bearer"
    HEADER = "header"


_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")

FIELDS = (
    ConnectionField(
        "base_url",
        "Address",
        "Where the interface begins; the paths of the definition stand below it.",
        secret=False,
        required=True,
        example="https://api.marketplace.example/v1",
        form=ADDRESS,
    ),
    ConnectionField(
        "auth",
        "Authentication",
        "none, basic (user name and secret), bearer (the secret as a token), or header (the secret in a header).",
        secret=False,
        required=False,
        example="header",
        default=Auth.BEARER,
        choices=tuple(Auth),
    ),
    ConnectionField(
        "header_name",
        "Header",
        "For header authentication.",
        secret=False,
        required=False,
        example="X-Api-Key",
        form=ValueForm(_HEADER.pattern, "the name of a header"),
    ),
    ConnectionField("username", "User name", "For basic authentication.", secret=False, required=False),
    ConnectionField(
        "definition",
        "Definition",
        f"What the source has and where it stands, as JSON of up to {MAX_CHARACTERS} characters: docs/http-source.md.",
        secret=False,
        required=True,
        media_type="application/json",
    ),
    ConnectionField("secret", "Secret", "Password, token or key.", secret=True, required=False),
)

_OURS = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "expect", "host", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip
"""Headers that the exchange itself needs."""


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # no slash at the end
    definition: Definition
    headers: Mapping[str, str] = field(repr=False)  # what proves who we are
    masked: tuple[str, ...] = field(repr=False)  # what no text may show

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings = credentials.settings
        try:
            base_url = checked_base_url(settings.get("base_url", ""), credentials.plain_http_hosts)
        except AddressError as error:
            raise _wrong("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        headers = _headers(settings, credentials.secrets.get("secret", ""))
        secrets = (*credentials.secrets.values(), *(value.removeprefix("Basic ") for value in headers.values()))
        return cls(base_url, definition_of(settings), headers, secrets)


def definition_of(settings: Mapping[str, str]) -> Definition:
    """Raises a permanent `PsaError` of kind `configuration` that tells every mistake."""
    try:
        return parse(settings.get("definition", ""))
    except DefinitionError as error:
        raise _wrong("definition", str(error), IssueCode.MAPPING_INVALID) from None


def _headers(settings: Mapping[str, str], secret: str) -> dict[str, str]:
    try:
        auth = Auth(settings.get("auth") or Auth.BEARER)
    except ValueError:
        raise _wrong("auth", f"must be one of {', '.join(Auth)}", IssueCode.MAPPING_INVALID) from None
    if auth is Auth.NONE:
        return {}
    if auth is Auth.BASIC:
        return {"authorization": f"Basic {_basic(settings.get('username', ''), secret)}"}
    if not secret or not secret.isascii() or not secret.isprintable():
        raise _wrong("secret", "is missing or is no key", IssueCode.CREDENTIALS_REFUSED)
    if auth is Auth.BEARER:
        return {"authorization": f"Bearer {secret}"}
    return {_header_name(settings.get("header_name", "")): secret}


def _basic(user: str, secret: str) -> str:
    if not user or ":" in user or not user.isprintable():
        raise _wrong("username", "is missing or has characters that a user name cannot have", IssueCode.ADDRESS_WRONG)
    if not secret or not secret.isprintable():
        raise _wrong("secret", "is missing or is no password", IssueCode.CREDENTIALS_REFUSED)
    try:
        return base64.b64encode(f"{user}:{secret}".encode()).decode()
    except UnicodeEncodeError:
        raise _wrong("secret", "has characters that are none", IssueCode.CREDENTIALS_REFUSED) from None


def _header_name(text: str) -> str:
    if not _HEADER.fullmatch(text) or text.lower() in _OURS:
        raise _wrong("header_name", "is missing or is no header for a key", IssueCode.ADDRESS_WRONG)
    return text.lower()


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
