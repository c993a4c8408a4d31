"""Settings that every service shares, read from `PSASYNC_*`.

A service subclasses `CommonSettings` for its own (`class ExecutorSettings(CommonSettings): executor_port: int = 8102`)
and calls `load` once, in its composition root. One that holds none of the platform's secrets takes `HttpSettings`.
"""

import re
import sys
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError
from pymongo.errors import PyMongoError
from pymongo.uri_parser import parse_uri

from psasync.kit.keyring import Keyring, KeyringError

PREFIX = "PSASYNC_"
_SHORTEST_TOKEN = 32
_HOST_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9])?")


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an http:// or https:// address is needed")
    return value.rstrip("/")


def _split(value: object) -> object:
    if not isinstance(value, str):
        return value
    return frozenset(name.strip().lower() for name in value.split(",") if name.strip())


def _bare_host(name: str) -> str:
    try:
        return str(ip_address(name))
    except ValueError:
        if not _HOST_NAME.fullmatch(name):
            raise ValueError("host names or IP addresses are needed, without scheme and port") from None
    return name


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError:
        raise ValueError("IP addresses or networks are needed, such as 10.0.0.7 or 10.0.0.0/8") from None


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or text != f"{parts.scheme}://{parts.netloc}":
        raise ValueError("origins are needed, such as https://portal.example.com, without a path")
    return text


def _opens(value: SecretStr) -> SecretStr:
    try:
        Keyring.from_secret(value.get_secret_value())
    except KeyringError as error:
        raise ValueError(str(error)) from error
    return value


KeyringSecret = Annotated[SecretStr, AfterValidator(_opens)]
HttpUrl = Annotated[str, AfterValidator(_http_url)]
Port = Annotated[int, Field(ge=0, le=65535)]
Hosts = Annotated[frozenset[Annotated[str, AfterValidator(_bare_host)]], NoDecode, BeforeValidator(_split)]
"""Comma-separated in the environment; lower case."""

Networks = Annotated[frozenset[Annotated[str, AfterValidator(_network)]], NoDecode, BeforeValidator(_split)]
"""Comma-separated in the environment: IP addresses and networks such as 10.0.0.0/8."""

Origins = Annotated[frozenset[Annotated[str, AfterValidator(_origin)]], NoDecode, BeforeValidator(_split)]
"""Comma-separated in the environment: schemes, hosts and ports of web pages."""

Prefix = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$")]


class HttpSettings(BaseSettings):
    """What a process that serves HTTP needs, though it reach no server and hold none of the platform's secrets.

    Frozen; an empty variable counts as not set; secrets are `SecretStr` and appear in no message.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    scheduler_url: HttpUrl = "http://127.0.0.1:8101"
    executor_url: HttpUrl = "http://127.0.0.1:8102"
    results_url: HttpUrl = "http://127.0.0.1:8103"
    relay_url: HttpUrl = "http://127.0.0.1:8104"
    http_host: str = "127.0.0.1"
    http_requests_per_minute: int = Field(600, ge=0, description="Of one API key, of one process; 0: no limit.")
    http_request_burst: int = Field(200, ge=1, description="How many of them may come at once.")
    http_refusals_per_minute: int = Field(
        30, ge=0, description="Refused keys from one address, of one process; 0: no limit."
    )
    http_trusted_proxies: Networks = Field(
        frozenset(), description="Addresses or networks of the proxies whose X-Forwarded-For is believed."
    )
    http_cors_origins: Origins = Field(
        frozenset(), description="Origins of web pages whose scripts may call this service; else none may."
    )

    log_format: Literal["json", "console"] = "json"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"


class CommonSettings(HttpSettings):
    """Of every service that works with Kafka, MongoDB and the platform's secrets."""

    kafka_bootstrap: str = "127.0.0.1:9092"
    kafka_security_protocol: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: str | None = None
    kafka_sasl_username: str | None = None
    kafka_sasl_password: SecretStr | None = None
    kafka_ssl_cafile: Path | None = None
    kafka_replication_factor: int = Field(1, ge=1)
    kafka_session_timeout_ms: int = Field(10_000, ge=1_000)
    topic_prefix: Prefix = "psasync"

    mongo_uri: SecretStr = SecretStr("mongodb://127.0.0.1:27017")
    mongo_database_prefix: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,40}$")] = "psasync"
    mongo_driver: Literal["motor", "pymongo"] = "motor"
    mongo_timeout_seconds: float = Field(10, gt=0)

    keyring: KeyringSecret
    internal_token: SecretStr

    catalog_stale_seconds: float = Field(600, ge=0)

    psa_plain_http_hosts: Hosts = Field(
        frozenset(),
        description="Hosts of PSA systems that may be called by plain http, and that may be this machine; "
        "all others only by https, and only elsewhere.",
    )

    clock_rate: float = Field(1.0, gt=0, le=1_000_000)
    clock_anchor: AwareDatetime | None = None

    @field_validator("internal_token")
    @classmethod
    def _token_is_long(cls, value: SecretStr) -> SecretStr:
        text = value.get_secret_value()
        if len(text) < _SHORTEST_TOKEN or not text.isascii() or not text.isprintable():
            raise ValueError(f"at least {_SHORTEST_TOKEN} printable ASCII characters are needed")
        return value

    @field_validator("mongo_uri")
    @classmethod
    def _mongo_address(cls, value: SecretStr) -> SecretStr:
        uri = value.get_secret_value()
        try:
            # Reading an SRV address would ask the name servers.
            valid = uri.startswith("mongodb+srv://") or bool(parse_uri(uri))
        except (PyMongoError, ValueError):  # their texts quote the address
            valid = False
        if not valid:
            raise ValueError("a mongodb:// or mongodb+srv:// address is needed")
        return value

    @model_validator(mode="after")
    def _sasl_is_complete(self) -> Self:
        wants_sasl = self.kafka_security_protocol.startswith("SASL")
        parts = (self.kafka_sasl_mechanism, self.kafka_sasl_username, self.kafka_sasl_password)
        if wants_sasl and None in parts:
            raise ValueError(
                f"{PREFIX}KAFKA_SECURITY_PROTOCOL={self.kafka_security_protocol} needs {PREFIX}KAFKA_SASL_MECHANISM, "
                f"{PREFIX}KAFKA_SASL_USERNAME and {PREFIX}KAFKA_SASL_PASSWORD"
            )
        return self


S = TypeVar("S", bound=BaseSettings)


def load(cls: type[S]) -> S:
    """Read the settings, or list every mistake on stderr under its environment name and leave with status 2."""
    try:
        return cls()
    except ValidationError as error:
        lines = [_mistake(detail) for detail in error.errors(include_url=False, include_input=False)]
    except SettingsError as error:
        lines = [str(error)]
    print("The settings cannot be used:", *(f"  {line}" for line in lines), sep="\n", file=sys.stderr)  # noqa: T201
    raise SystemExit(2)


def _mistake(detail: ErrorDetails) -> str:
    message = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"]:
        return message
    name = PREFIX + "_".join(str(part) for part in detail["loc"][:1]).upper()
    return f"{name}: {'is not set' if detail['type'] == 'missing' else message}"
