"""Users, which is what Halo calls contacts."""

from typing import Any

from psasync.psa.halopsa.mapping.values import active, reference, text
from psasync.psa.toolkit.rows import Row

_PHONES = ("phonenumber_preferred", "phonenumber", "mobilenumber", "homenumber")


def contact(row: Row) -> dict[str, Any]:
    return {
        "name": _name(row),
        "company_id": reference(row.get("client_id")),
        "site_id": reference(row.get("site_id")),
        "title": text(row.get("title")),
        "email": text(row.get("emailaddress")),
        "phone": next(filter(None, (text(row.get(name)) for name in _PHONES)), None),
        "active": active(row),
    }


def _name(row: Row) -> str:
    parts = filter(None, (text(row.get("firstname")), text(row.get("surname"))))
    return text(row.get("name")) or " ".join(parts)
