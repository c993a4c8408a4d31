"""Logging in and refreshing: `/v2/security/*`."""

import hmac

from psasync_simulator.forms import form_of
from psasync_simulator.http import Answer, Request
from psasync_simulator.kaseya_bms.account import BmsAccount
from psasync_simulator.kaseya_bms.answers import complaint, success
from psasync_simulator.kaseya_bms.data.times import text


def authenticate(account: BmsAccount | None, request: Request, now: float) -> Answer:
    form = form_of(request)
    if form.get("granttype") != "password":
        return complaint("GrantType is invalid.")
    if account is None:
        return complaint("Tenant does not exist.")
    right_user = form.get("username", "").lower() == account.spec.user_name.lower()
    right_password = hmac.compare_digest(form.get("password", "").encode(), account.password.encode())
    if not (right_user and right_password):
        return complaint("Invalid user name or password.", status=account.spec.refused_login)
    return _given(account, now)


def refresh(account: BmsAccount | None, request: Request, now: float) -> Answer:
    form = form_of(request)
    if account is None or not account.tokens.give_up(form.get("accesstoken", ""), form.get("refreshtoken", ""), now):
        return complaint("The refresh token is invalid.")
    return _given(account, now)


def _given(account: BmsAccount, now: float) -> Answer:
    pair = account.tokens.give(account.id, now, account.spec.token_seconds, account.spec.refresh_seconds)
    return success(
        {
            "accessToken": pair.access,
            "refreshToken": pair.refresh,
            "accessTokenExpireOn": text(int(pair.access_until)),
            "refreshTokenExpireOn": text(int(pair.refresh_until)),
        }
    )
