"""Settings of keys and of people's sign-in (see `docs/sign-in.md`)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from psasync.contracts.vocabulary import Role
from psasync.kit.settings import PREFIX, CommonSettings, Hosts, HttpUrl
from psasync_scheduler.domain.addresses import address_mistake, call_mistake
from psasync_scheduler.domain.grants import Grant, read_map


def _roles(value: object) -> object:
    return read_map(value) if isinstance(value, str) else value


def _addresses(value: object) -> object:
    if not isinstance(value, str):
        return value
    return frozenset(address.strip() for address in value.split(",") if address.strip())


def _return_address(address: str) -> str:
    mistake = address_mistake(address)
    if mistake:
        raise ValueError(f"{address[:100]!r} {mistake}")
    return address


def _with_openid(scopes: str) -> str:
    if "openid" not in scopes.split():
        raise ValueError("'openid' has to be among the scopes")
    return " ".join(scopes.split())


Roles = Annotated[Mapping[str, Grant], NoDecode, BeforeValidator(_roles)]
Addresses = Annotated[frozenset[Annotated[str, AfterValidator(_return_address)]], NoDecode, BeforeValidator(_addresses)]


class IdentitySettings(CommonSettings):
    key_max_days: int | None = Field(None, ge=1, description="The longest life of an API key; none: no limit.")
    key_use_seconds: float = Field(300, ge=0, description="A key's last use is written at most this often per process.")

    oidc_issuer: str | None = Field(None, description="The provider as it names itself. None: API keys only.")
    oidc_client_id: str | None = None
    oidc_client_secret: SecretStr | None = Field(None, description="None: a public client, by PKCE alone.")
    oidc_scopes: Annotated[str, AfterValidator(_with_openid)] = "openid profile email"
    oidc_role_claim: str = Field("groups", min_length=1, description="The claim of the ID token that is mapped.")
    oidc_roles: Roles = Field(default_factory=dict, description='As {"psa-admins": "admin@platform"}.')
    oidc_plain_http_hosts: Hosts = Field(frozenset(), description="Hosts of the provider to call by plain http.")
    oidc_timeout_seconds: float = Field(8, gt=0, lt=15, description="The limit of each call of the provider.")

    public_scheduler_url: HttpUrl | None = Field(None, description="Where browsers reach the scheduler.")
    sign_in_return_to: Addresses = Field(frozenset(), description="Where sign-ins may end, beside 127.0.0.1.")
    sign_in_key_hours: float = Field(8, gt=0, le=7 * 24, description="How long a person's key lives.")

    @model_validator(mode="after")
    def _sign_in_is_complete(self) -> Self:
        needed = {"OIDC_ISSUER": self.oidc_issuer, "OIDC_CLIENT_ID": self.oidc_client_id, "OIDC_ROLES": self.oidc_roles}
        missing = [PREFIX + name for name, value in needed.items() if not value]
        given = [PREFIX + name for name, value in needed.items() if value]
        if given and missing:
            raise ValueError(f"{' and '.join(given)} without {' and '.join(missing)}: signing in needs all of them")
        mistake = call_mistake(self.oidc_issuer, self.oidc_plain_http_hosts) if self.oidc_issuer else ""
        if mistake:
            raise ValueError(f"{PREFIX}OIDC_ISSUER {mistake}")
        return self

    @property
    def longest_key(self) -> timedelta | None:
        return None if self.key_max_days is None else timedelta(days=self.key_max_days)

    @property
    def persons_key(self) -> timedelta:
        return timedelta(hours=self.sign_in_key_hours)

    @property
    def people_administer(self) -> bool:
        """Whether somebody who signs in can be an admin of the whole platform."""
        return self.oidc_issuer is not None and Grant(Role.ADMIN, "platform") in self.oidc_roles.values()

    @property
    def callback_url(self) -> str:
        """Where the provider sends people back to; registered there, character by character."""
        return f"{self.public_scheduler_url or self.scheduler_url}/v1/sign-in/callback"
