"""What a person may do here, from what their provider says of them.

The operator maps values of one claim to grants: `{"psa-admins": "admin@platform", "acme-it": "viewer@<tenant id>"}`.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psasync.contracts.vocabulary import Role
from psasync_scheduler.domain.catalog import PLATFORM

_MOST_VALUES = 1_000
_LONGEST_SCOPE = 128


@dataclass(frozen=True, slots=True)
class Grant:
    role: Role
    scope: str  # PLATFORM, or the id of a tenant

    @property
    def tenant(self) -> str | None:
        return None if self.scope == PLATFORM else self.scope


class NoGrant(Exception):  # noqa: N818 - a verdict, not a fault
    """The person may do nothing here, or has to choose. `code` is a slug for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


def read_map(text: str) -> dict[str, Grant]:
    """The operator's map. Raises `ValueError` that names every mistake."""
    try:
        entries = json.loads(text)
    except ValueError:
        raise ValueError('a JSON object is needed, as {"psa-admins": "admin@platform"}') from None
    if not isinstance(entries, dict) or not entries:
        raise ValueError('a JSON object with an entry at least is needed, as {"psa-admins": "admin@platform"}')
    mistakes = {value: mistake for value, grant in entries.items() if (mistake := _mistake(grant))}
    if mistakes:
        raise ValueError("; ".join(f"{value!r} {mistake}" for value, mistake in mistakes.items()))
    return {value: _grant(text) for value, text in entries.items()}


def values_of(claims: Mapping[str, Any], claim: str) -> frozenset[str]:
    """The person's values of the claim: one text or a list of them. A name with dots also leads into objects."""
    found: Any = claims.get(claim)
    if found is None and "." in claim:
        found = claims
        for step in claim.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    values = [found] if isinstance(found, str) else found if isinstance(found, list | tuple) else []
    return frozenset(value for value in values[:_MOST_VALUES] if isinstance(value, str))


def choose(mapping: Mapping[str, Grant], values: Iterable[str], wanted: str | None = None) -> Grant:
    """The one grant that a sign-in gives: the person's highest role in one scope.

    With `wanted` in that scope; else the whole platform if they have it, else their only tenant. Raises `NoGrant`.
    """
    best: dict[str, Grant] = {}
    for value in values:
        grant = mapping.get(value)
        if grant is not None and (grant.scope not in best or grant.role.includes(best[grant.scope].role)):
            best[grant.scope] = grant
    if not best:
        raise NoGrant("no-role", "Nothing that your provider says of you is mapped to a role here.")
    if wanted is not None:
        if wanted not in best:
            raise NoGrant("no-role", "You have no role in the scope that you asked for.")
        return best[wanted]
    if PLATFORM in best:
        return best[PLATFORM]
    if len(best) > 1:
        scopes = ", ".join(sorted(best))
        raise NoGrant("choose-scope", f"You have roles in several tenants; start with scope= one of {scopes}.")
    return next(iter(best.values()))


def _grant(text: str) -> Grant:
    role, _, scope = text.partition("@")
    return Grant(Role(role.strip()), scope.strip())


def _mistake(text: object) -> str:
    if not isinstance(text, str) or text.count("@") != 1:
        return "needs a role and a scope, as viewer@platform or viewer@<tenant id>"
    role, _, scope = (part.strip() for part in text.partition("@"))
    if role not in set(Role):
        return f"has {role!r}, which is no role ({', '.join(Role)})"
    if not scope or len(scope) > _LONGEST_SCOPE or not scope.isprintable() or " " in scope:
        return f"needs a scope after the @: {PLATFORM}, or the id of a tenant"
    return ""
