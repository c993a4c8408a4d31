"""Who is calling: Basic `company+public:private`, and a clientId on every call."""

import base64
import binascii
import hmac
from typing import NamedTuple
from uuid import UUID

from psasync_simulator.connectwise.company import Keys
from psasync_simulator.connectwise.errors import client_id_missing, unauthorized
from psasync_simulator.http import Request
from psasync_simulator.refusal import Refused


class Login(NamedTuple):
    company: str
    public: str
    private: str


def login_of(request: Request) -> Login:
    """What the caller claims. Raises `Refused` (401) if it claims nothing readable."""
    scheme, _, encoded = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        raise unauthorized()
    try:
        text = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise unauthorized() from error
    user, colon, private = text.partition(":")
    company, plus, public = user.partition("+")
    if not colon or not plus:
        raise unauthorized()
    return Login(company, public, private)


def check_keys(login: Login, keys: Keys, request: Request) -> None:
    """Raises `Refused` (401)."""
    right_public = hmac.compare_digest(login.public.encode(), keys.public.encode())
    right_private = hmac.compare_digest(login.private.encode(), keys.private.encode())
    if not (right_public and right_private):
        raise unauthorized()
    client_id = client_id_of(request)
    if client_id is None or keys.client_id not in {None, client_id}:
        raise client_id_missing()


def client_id_of(request: Request) -> UUID | None:
    try:
        return UUID(request.headers.get("clientid", ""))
    except ValueError:
        return None


def claimed_company(request: Request) -> str:
    """Lower case; "" where the caller claims nothing readable."""
    try:
        return login_of(request).company.lower()
    except Refused:
        return ""
