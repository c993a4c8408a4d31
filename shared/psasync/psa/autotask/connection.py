"""What a connection to Autotask is made of, checked before anything is sent anywhere."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from psasync.contracts.issues import IssueCode
from psasync.psa.autotask.record_pages import WEB_ADDRESS
from psasync.psa.port import ADDRESS, ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults

SYSTEM = "Autotask"

DISCOVERY_HOST = "https://webservices2.autotask.net"
"""Any zone's host answers where an account lives."""

_MAX_LENGTH = 200  # characters of a name or key
_HEADER_TEXT = ValueForm(r"[ -~]+", "made of letters, digits and signs without accents")

FIELDS = (
    ConnectionField(
        "user_name",
        "API user name",
        "The user name (key) of an API user: Admin > Resources/Users > API User.",
        secret=False,
        required=True,
        example="abcdefg1234567@EXAMPLE.COM",
        form=_HEADER_TEXT,
        longest=_MAX_LENGTH,
    ),
    ConnectionField(
        "base_url",
        "Discovery host",
        "Leave it as it is: it is asked which zone your account lives in.",
        secret=False,
        required=False,
        example=DISCOVERY_HOST,
        default=DISCOVERY_HOST,
        form=ADDRESS,
    ),
    ConnectionField(
        "web_url",
        "Web address",
        "Where you use Autotask in a browser: with it, records here link to their pages there.",
        secret=False,
        required=False,
        example="https://ww5.autotask.net",
        form=WEB_ADDRESS,
    ),
    ConnectionField(
        "secret",
        "Secret",
        "The password (secret) of the API user.",
        secret=True,
        required=True,
        form=_HEADER_TEXT,
        longest=_MAX_LENGTH,
    ),
    ConnectionField(
        "integration_code",
        "Tracking identifier",
        "The API tracking identifier that the API user is assigned to.",
        secret=True,
        required=True,
        form=_HEADER_TEXT,
        longest=_MAX_LENGTH,
    ),
)


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # of the discovery host, no slash at the end
    user_name: str
    secret: str = field(repr=False)
    integration_code: str = field(repr=False)
    plain_http_hosts: AbstractSet[str] = frozenset()

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings, secrets = credentials.settings, credentials.secrets
        try:
            base_url = checked_base_url(settings.get("base_url") or DISCOVERY_HOST, credentials.plain_http_hosts)
        except AddressError as error:
            raise _wrong("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        return cls(
            base_url=base_url,
            user_name=_header(settings.get("user_name", ""), "user_name"),
            secret=_header(secrets.get("secret", ""), "secret"),
            integration_code=_header(secrets.get("integration_code", ""), "integration_code"),
            plain_http_hosts=credentials.plain_http_hosts,
        )

    @property
    def login(self) -> tuple[str, ...]:
        """What an account's zone is found by: who has another of these may live elsewhere."""
        return (self.base_url, self.user_name, self.secret, self.integration_code)


def _header(text: str, name: str) -> str:
    """All three travel as HTTP headers."""
    if not text.strip() or len(text) > _MAX_LENGTH or not text.isascii() or not text.isprintable():
        raise _wrong(name, "is missing, too long, or has characters that Autotask does not use")
    return text.strip()


def _wrong(name: str, what: str, code: IssueCode = IssueCode.CREDENTIALS_REFUSED) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
