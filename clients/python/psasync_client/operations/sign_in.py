"""Generated from docs/openapi: `make docs` writes it anew."""

from collections.abc import Mapping
from typing import Any

from psasync_client.answers import Location
from psasync_client.group import AsyncGroup, Group
from psasync_client.models import scheduler
from psasync_client.operation import Nothing, Operation

_CALLBACK: Operation[Location] = Operation(
    "sign_in.callback", "scheduler", "GET", "/v1/sign-in/callback", {303: Location}
)

_EXCHANGE: Operation[scheduler.SignedInView] = Operation(
    "sign_in.exchange", "scheduler", "POST", "/v1/sign-in/exchange", {201: scheduler.SignedInView}
)

_OPTIONS: Operation[scheduler.OptionsView] = Operation(
    "sign_in.options", "scheduler", "GET", "/v1/sign-in/options", {200: scheduler.OptionsView}
)

_SIGN_OUT: Operation[None] = Operation("sign_in.sign_out", "scheduler", "POST", "/v1/sign-out", {204: Nothing})

_START: Operation[Location] = Operation("sign_in.start", "scheduler", "GET", "/v1/sign-in", {303: Location})


class SignIn(Group):
    """The operations `sign_in.*`."""

    def callback(
        self, *, state: str, code: str | None = None, error: str | None = None, iss: str | None = None
    ) -> Location:
        """The way back from the identity provider.

        Where the provider sends the browser to, and nobody else.
        """
        return self._send(_CALLBACK, query={"state": state, "code": code, "error": error, "iss": iss})

    def exchange(self, body: scheduler.SignInExchange | Mapping[str, Any]) -> scheduler.SignedInView:
        """Make a person's key of a code.

        The code and its verifier for the person's key. The only answer that holds it; 403 says why there is none.
        """
        return self._send(_EXCHANGE, body=body)

    def options(self) -> scheduler.OptionsView:
        """Whether, and where, people can sign in."""
        return self._send(_OPTIONS)

    def sign_out(self) -> None:
        """End a person's own key.

        Ends the key that the request came with: here at once, everywhere within 30 s.
        """
        return self._send(_SIGN_OUT)

    def start(self, *, return_to: str, challenge: str, scope: str | None = None) -> Location:
        """Sign a person in.

        For a browser to open. It comes back to `return_to` with a `code` that the verifier makes a key of.

        - `return_to`: One of the operator's addresses, or http://127.0.0.1:<port>/
        - `challenge`: SHA-256 of a secret of yours (the verifier), in base64url.
        - `scope`: `platform` or a tenant, for who has several.
        """
        return self._send(_START, query={"return_to": return_to, "challenge": challenge, "scope": scope})


class AsyncSignIn(AsyncGroup):
    """The operations `sign_in.*`."""

    async def callback(
        self, *, state: str, code: str | None = None, error: str | None = None, iss: str | None = None
    ) -> Location:
        """The way back from the identity provider.

        Where the provider sends the browser to, and nobody else.
        """
        return await self._send(_CALLBACK, query={"state": state, "code": code, "error": error, "iss": iss})

    async def exchange(self, body: scheduler.SignInExchange | Mapping[str, Any]) -> scheduler.SignedInView:
        """Make a person's key of a code.

        The code and its verifier for the person's key. The only answer that holds it; 403 says why there is none.
        """
        return await self._send(_EXCHANGE, body=body)

    async def options(self) -> scheduler.OptionsView:
        """Whether, and where, people can sign in."""
        return await self._send(_OPTIONS)

    async def sign_out(self) -> None:
        """End a person's own key.

        Ends the key that the request came with: here at once, everywhere within 30 s.
        """
        return await self._send(_SIGN_OUT)

    async def start(self, *, return_to: str, challenge: str, scope: str | None = None) -> Location:
        """Sign a person in.

        For a browser to open. It comes back to `return_to` with a `code` that the verifier makes a key of.

        - `return_to`: One of the operator's addresses, or http://127.0.0.1:<port>/
        - `challenge`: SHA-256 of a secret of yours (the verifier), in base64url.
        - `scope`: `platform` or a tenant, for who has several.
        """
        return await self._send(_START, query={"return_to": return_to, "challenge": challenge, "scope": scope})
