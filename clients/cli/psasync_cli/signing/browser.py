"""The way through the browser and back, as docs/sign-in.md describes it."""

import webbrowser
from urllib.parse import urlencode

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.output.screen import Screen
from psasync_cli.signing.loopback import Loopback
from psasync_cli.signing.proof import Proof
from psasync_client import Client
from psasync_client.models.scheduler import SignedInView

_WAIT_SECONDS = 600.0  # then the sign-in is over on the other side in any case


def sign_in(client: Client, screen: Screen, *, scope: str | None = None, open_browser: bool = True) -> SignedInView:
    """The key of the person at this machine's browser. Raises `CliError`; 403 with the reason is the client's."""
    start = client.sign_in.options().start
    if start is None:
        raise CliError(
            "People cannot sign in to this platform: no provider is set up.",
            ExitCode.NOT_ALLOWED,
            remedy="Ask its administrator for an API key, then: psasync login --key-file FILE",
        )
    proof = Proof.new()
    with Loopback() as loopback:
        asked = {"return_to": loopback.address, "challenge": proof.challenge, **({"scope": scope} if scope else {})}
        address = f"{start}?{urlencode(asked)}"
        screen.note(
            f"Sign in with your browser. If it does not open, open this address on this machine:\n{address}", ""
        )
        if open_browser:
            webbrowser.open(address)
        code = loopback.wait(_WAIT_SECONDS)
    if code is None:
        raise CliError("Nobody came back from the browser.", ExitCode.TIMEOUT, remedy="psasync login")
    return client.sign_in.exchange({"code": code, "verifier": proof.verifier})
