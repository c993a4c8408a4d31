"""What a webhook is proved with: Basic authentication, for Halo signs nothing.

It says who sent the webhook, and nothing about whether the body is as it was sent; TLS does.
"""

import base64
import hmac

HEADER = "authorization"
USER_NAME = "psasync"


def login(secret: str) -> str:
    """The value of the header."""
    return "Basic " + base64.b64encode(f"{USER_NAME}:{secret}".encode()).decode()


def is_login(claimed: str, secret: str) -> bool:
    """In constant time. The scheme's name is taken in any case."""
    scheme, _, token = claimed.strip().partition(" ")
    right = login(secret).partition(" ")[2]
    return hmac.compare_digest(right.encode(), token.strip().encode()) and scheme.lower() == "basic"
