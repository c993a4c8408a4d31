"""What a connection to HaloPSA is made of, checked before anything is sent anywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo, available_timezones

from psasync.contracts.issues import IssueCode
from psasync.psa.halopsa.choices import Choices
from psasync.psa.halopsa.errors import SYSTEM
from psasync.psa.halopsa.limits import CALLS_PER_5_MINUTES
from psasync.psa.port import Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults

DEFAULT_SCOPE = "all"

_TENANT = re.compile(r"[A-Za-z0-9_.\-]{0,100}")
_FEWEST_CALLS, _MOST_CALLS = 10, 100_000

TENANT = ValueForm(_TENANT.pattern, "up to 100 letters, digits, dots, hyphens and underscores")
SCOPE = ValueForm(r"[a-z:_]{1,60}(?: [a-z:_]{1,60}){0,30}", "names of scopes with single spaces between them")
_SCOPE = re.compile(SCOPE.pattern)


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # of the instance; no slash at the end, no `/api`
    auth_url: str  # of its login; empty: the instance is asked for it
    tenant: str  # empty: what the instance says, if it says anything
    scope: str
    choices: Choices
    time_zone: ZoneInfo  # of dates, which the API writes without one
    calls_per_5_minutes: int
    plain_http_hosts: frozenset[str]
    client_id: str = field(repr=False)
    client_secret: str = field(repr=False)

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings, secrets = credentials.settings, credentials.secrets
        hosts = credentials.plain_http_hosts
        auth_url = settings.get("auth_url", "").strip()
        return cls(
            base_url=_address(settings.get("base_url", ""), "base_url", hosts).removesuffix("/api"),
            auth_url=_address(auth_url, "auth_url", hosts) if auth_url else "",
            tenant=_matching(_TENANT, settings.get("tenant", ""), "tenant", IssueCode.ADDRESS_WRONG),
            scope=_matching(_SCOPE, settings.get("scope") or DEFAULT_SCOPE, "scope", IssueCode.MAPPING_INVALID),
            choices=Choices.of(settings),
            time_zone=zone_of(settings),
            calls_per_5_minutes=_calls(settings),
            plain_http_hosts=hosts,
            client_id=_present(secrets.get("client_id", ""), "client_id"),
            client_secret=_present(secrets.get("client_secret", ""), "client_secret"),
        )

    @property
    def login(self) -> tuple[str, ...]:
        """What a token is good for: who has another of these needs another token."""
        return (self.base_url, self.auth_url, self.tenant, self.scope, self.client_id, self.client_secret)


def _address(text: str, name: str, plain_http_hosts: frozenset[str]) -> str:
    try:
        return checked_base_url(text, plain_http_hosts)
    except AddressError as error:
        raise _wrong(name, str(error), IssueCode.ADDRESS_FORBIDDEN) from None


def _matching(pattern: re.Pattern[str], text: str, name: str, code: IssueCode) -> str:
    if not pattern.fullmatch(text):
        raise _wrong(name, "has characters that HaloPSA does not use", code)
    return text


def zone_of(settings: Mapping[str, str]) -> ZoneInfo:
    """Raises as `Connection.of` does."""
    name = settings.get("time_zone") or "UTC"
    if name not in available_timezones():
        raise _wrong("time_zone", "is no time zone's IANA name", IssueCode.MAPPING_INVALID)
    return ZoneInfo(name)


def _calls(settings: Mapping[str, str]) -> int:
    text = settings.get("calls_per_5_minutes") or str(CALLS_PER_5_MINUTES)
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    if not _FEWEST_CALLS <= number <= _MOST_CALLS:
        what = f"must be a whole number from {_FEWEST_CALLS} to {_MOST_CALLS}"
        raise _wrong("calls_per_5_minutes", what, IssueCode.MAPPING_INVALID)
    return number


def _present(text: str, name: str) -> str:
    if not text or not text.isascii() or not text.isprintable():
        raise _wrong(name, "is missing or is no key", IssueCode.CREDENTIALS_REFUSED)
    return text


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
