"""The provider of people's sign-ins."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self
from urllib.parse import quote_plus

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, ValidationError

from psasync.kit.logging import get_logger
from psasync.kit.rate import Buckets, Rate
from psasync_scheduler.actions.oidc.cached import Cached
from psasync_scheduler.actions.oidc.errors import NotBelieved, ProviderFault
from psasync_scheduler.actions.oidc.id_token import UnknownSigner, checked_claims, signed_claims
from psasync_scheduler.actions.oidc.transport import Answer, Transport
from psasync_scheduler.identity_settings import IdentitySettings

log = get_logger(__name__)

_DISCOVERY = "/.well-known/openid-configuration"


class Metadata(BaseModel):
    """What discovery says, as far as it is needed."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)


class Provider:
    """Discovery and keys are kept; a key id that is not among them makes it ask again, rarely enough to do no harm."""

    def __init__(self, settings: IdentitySettings, issuer: str, client_id: str) -> None:
        secret = settings.oidc_client_secret
        self.issuer = issuer
        self._client_id = client_id
        self._secret = None if secret is None else secret.get_secret_value()
        self._scopes = settings.oidc_scopes
        self._callback = settings.callback_url
        self._transport = Transport(settings.oidc_timeout_seconds, settings.oidc_plain_http_hosts)
        # Each start is a document for ten minutes, and anybody may start: this bounds how many there are.
        self.starts = Buckets(Rate(per_minute=600, burst=50))
        self._metadata = Cached(self._discover)
        self._keys = Cached(self._fetch_keys)

    @classmethod
    def of(cls, settings: IdentitySettings) -> Self | None:
        """None where the operator has set no provider up."""
        if settings.oidc_issuer is None or settings.oidc_client_id is None:
            return None
        return cls(settings, settings.oidc_issuer, settings.oidc_client_id)

    async def authorization_url(self, *, state: str, nonce: str, verifier: str) -> str:
        """Where the person's browser goes. Raises `ProviderDown` and `ProviderFault`."""
        with _reported():
            metadata = await self._metadata.get()
        url: str = prepare_grant_uri(
            metadata.authorization_endpoint,
            client_id=self._client_id,
            response_type="code",
            redirect_uri=self._callback,
            scope=self._scopes,
            state=state,
            nonce=nonce,
            code_challenge=create_s256_code_challenge(verifier),
            code_challenge_method="S256",
        )
        return url

    async def claims(self, code: str, *, nonce: str, verifier: str, now: datetime) -> Mapping[str, Any]:
        """Whom the code stands for, as the provider has signed it. Raises the three kinds of `errors`."""
        with _reported():
            metadata = await self._metadata.get()
            answer = await self._redeem(metadata, code, verifier)
            token, access_token = answer.get("id_token"), answer.get("access_token")
            if not isinstance(token, str):
                raise ProviderFault("The provider answers without an ID token; is 'openid' among the scopes?")
            return checked_claims(
                await self._signed(token),
                issuer=metadata.issuer,
                client_id=self._client_id,
                nonce=nonce,
                access_token=access_token if isinstance(access_token, str) else None,
                now=now,
            )

    async def aclose(self) -> None:
        await self._transport.aclose()

    async def _signed(self, token: str) -> Any:
        keys = await self._keys.get()
        try:
            return signed_claims(token, keys)
        except UnknownSigner:
            keys = await self._keys.newer(keys)
        try:
            return signed_claims(token, keys)
        except UnknownSigner:
            raise NotBelieved("The provider's answer is signed with a key that it does not publish.") from None

    async def _redeem(self, metadata: Metadata, code: str, verifier: str) -> Mapping[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._callback,
            "code_verifier": verifier,
        }
        auth = None
        if self._secret is not None and "client_secret_basic" in metadata.token_endpoint_auth_methods_supported:
            auth = httpx.BasicAuth(quote_plus(self._client_id), quote_plus(self._secret))
        else:
            form |= {"client_id": self._client_id} | ({"client_secret": self._secret} if self._secret else {})
        answer = await self._transport.post(metadata.token_endpoint, "token endpoint", form, auth)
        if answer.status != httpx.codes.OK:
            raise _refused(answer)
        return answer.content

    async def _discover(self) -> Metadata:
        found = await self._transport.get(self.issuer.rstrip("/") + _DISCOVERY, "discovery document")
        try:
            metadata = Metadata.model_validate(found)
        except ValidationError as error:
            fields = ", ".join(sorted({str(each["loc"][0]) for each in error.errors()}))
            raise ProviderFault(f"The discovery document of the provider is not complete: {fields}.") from error
        if metadata.issuer.rstrip("/") != self.issuer.rstrip("/"):
            raise ProviderFault("The discovery document names another issuer than PSASYNC_OIDC_ISSUER.")
        for endpoint in (metadata.authorization_endpoint, metadata.token_endpoint, metadata.jwks_uri):
            self._transport.check(endpoint, "discovery document")
        return metadata

    async def _fetch_keys(self) -> KeySet:
        metadata = await self._metadata.get()
        found: Any = await self._transport.get(metadata.jwks_uri, "key set")
        try:
            return KeySet.import_key_set(found)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise ProviderFault("The key set of the provider cannot be read.") from error


@contextmanager
def _reported() -> Iterator[None]:
    """The browser shows the person what went wrong; the log shows the operator."""
    try:
        yield
    except (ProviderFault, NotBelieved) as problem:
        log.warning("a sign-in ended at the provider", code=problem.code, detail=problem.detail)
        raise


def _refused(answer: Answer) -> NotBelieved | ProviderFault:
    error = answer.content.get("error")
    if error == "invalid_grant":
        return NotBelieved("The provider does not know the code that your browser brought.")
    word = error if isinstance(error, str) and error.isidentifier() else str(answer.status)
    return ProviderFault(
        f"The provider refuses this platform's client ({word[:50]}): PSASYNC_OIDC_CLIENT_ID, "
        "PSASYNC_OIDC_CLIENT_SECRET and the callback address have to be as they are registered there."
    )
