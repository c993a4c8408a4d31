"""How webhooks are signed. Kaseya does not say how: a receiver has to be tried with each of these."""

import base64
import hashlib
import hmac
from typing import Literal

Form = Literal["sha256-hex", "sha256-base64", "sha1-hex", "sha1-base64"]

HEADER = "Signature"


def sign(body: bytes, secret: str, form: Form) -> str:
    name, _, written = form.partition("-")
    digest = hmac.new(secret.encode(), body, getattr(hashlib, name)).digest()
    return digest.hex() if written == "hex" else base64.b64encode(digest).decode()
