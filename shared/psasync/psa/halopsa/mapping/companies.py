"""Clients and their sites."""

from collections.abc import Mapping
from typing import Any

from psasync.psa.halopsa.mapping.values import active, address, identity, text
from psasync.psa.toolkit.rows import Row

STATUSES: Mapping[str, str] = {"active": "Active", "inactive": "Inactive"}
"""Halo has no list of company statuses: these are the two states of a client's `inactive` flag, by source id."""

MAIN_SITE = "main_site_of_client"
"""Added to a site's row before it is mapped: the number of its client's main site, which the site itself does not know;
0 where the client has none, None where it is not there.
"""


def company_status(row: Row) -> dict[str, Any]:
    return {"name": row["name"]}


def company(row: Row) -> dict[str, Any]:
    status = "active" if active(row) else "inactive"
    return {
        "name": text(row.get("name")) or "",
        "website": text(row.get("website")),
        "status_id": status,
        "status": STATUSES[status],
    }


def company_site(row: Row) -> dict[str, Any]:
    main = row.get(MAIN_SITE)
    return {
        "name": text(row.get("name")) or "",
        "company_id": identity(row["client_id"]),
        "active": active(row),
        "primary": None if main is None else str(main) == identity(row["id"]),
        "address": address(row),
    }
