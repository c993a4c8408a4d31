"""The settings of notices."""

import ipaddress
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import NoDecode

from psasync.contracts.notifications import EmailAddress, Recipients
from psasync.kit.settings import PREFIX, CommonSettings, HttpUrl, Port
from psasync.psa.http_endpoint.signature import key_of
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync_results.notices.domain.gathering import Pace


def _split(value: object) -> object:
    return tuple(each for each in value.split(",") if each.strip()) if isinstance(value, str) else value


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class NoticeSettings(CommonSettings):
    """Without `smtp_host` no mail is sent, without `notices_webhook_url` no webhook: notices for them are held."""

    console_url: HttpUrl = Field("http://127.0.0.1:8100", description="What the links in notices begin with.")

    smtp_host: str = Field("", description="The mail server; empty: no mail is sent.")
    smtp_port: Port = 587
    smtp_tls: Literal["starttls", "tls", "none"] = Field("starttls", description="none: only to this machine.")
    smtp_cafile: Path | None = Field(None, description="Who vouches for the mail server, if not the usual authorities.")
    smtp_user: str = ""
    smtp_password: SecretStr | None = None
    smtp_timeout_seconds: float = Field(30, gt=0, le=60, description="Of one mail, from connection to answer.")
    mail_from: EmailAddress | Literal[""] = Field("", description="The sender's address.")

    notices_webhook_url: str = Field("", description="Where notices are posted to; empty: nowhere.")
    notices_webhook_secret: SecretStr | None = Field(None, description="whsec_ and 24 to 64 bytes in base64.")
    notices_webhook_timeout_seconds: float = Field(15, gt=0, le=60)

    notices_operators: Annotated[Recipients, NoDecode, BeforeValidator(_split)] = Field(
        (), description="Who hears of the installation's own troubles, such as a webhook that was disabled."
    )
    notices_gather_seconds: float = Field(60, ge=0, description="How long a first notice waits for others like it.")
    notices_quiet_seconds: float = Field(900, ge=0, description="Between two messages about the same to one address.")
    notices_digest_hour: int = Field(7, ge=0, le=23, description="When a day is summed up, on the next, in its zone.")
    notice_retention_days: int = Field(90, ge=30)

    @property
    def pace(self) -> Pace:
        gather, quiet = self.notices_gather_seconds, self.notices_quiet_seconds
        return Pace(timedelta(seconds=gather), timedelta(seconds=quiet))

    @property
    def webhook_permitted(self) -> frozenset[str]:
        """Hosts that may have an address that is not public: the operator's, and this machine if it was named."""
        host = urlsplit(self.notices_webhook_url).hostname or ""
        return self.psa_plain_http_hosts | ({host} if is_loopback(host) else frozenset())

    @field_validator("notices_webhook_secret")
    @classmethod
    def _secret_is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            key_of(value.get_secret_value())
        return value

    @model_validator(mode="after")
    def _mail_is_complete(self) -> Self:
        if self.smtp_host and not self.mail_from:
            raise ValueError(f"{PREFIX}SMTP_HOST needs {PREFIX}MAIL_FROM")
        if self.smtp_host and self.smtp_tls == "none" and not is_loopback(self.smtp_host):
            raise ValueError(f"{PREFIX}SMTP_TLS=none is for a mail server on this machine only")
        if bool(self.smtp_user) != (self.smtp_password is not None):
            raise ValueError(f"{PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD go together")
        return self

    @model_validator(mode="after")
    def _webhook_is_complete(self) -> Self:
        if not self.notices_webhook_url:
            return self
        if self.notices_webhook_secret is None:
            raise ValueError(f"{PREFIX}NOTICES_WEBHOOK_URL needs {PREFIX}NOTICES_WEBHOOK_SECRET")
        try:
            checked_base_url(self.notices_webhook_url, self.webhook_permitted)
        except AddressError as error:
            raise ValueError(f"{PREFIX}NOTICES_WEBHOOK_URL {error}") from None
        return self
