"""Sites, which Syncro has no list of: a customer's own address, and its further addresses.

A site's row is put together here: `customer`, and `address` (None for the customer's own).
"""

from datetime import datetime
from typing import Any

from psasync.psa.syncro.mapping.companies import company_name
from psasync.psa.syncro.mapping.values import address, created_at
from psasync.psa.toolkit.rows import Row, plain_id

MAIN = "main"
"""Stands in a source id for the id that a customer's own address does not have."""


def rows_of_sites(customer: Any, *, further: bool) -> list[Row]:
    """A customer without any address has no site. `further`: the row is a detail, which holds all addresses.

    What is no customer stays one row, so that it is reported.
    """
    if not isinstance(customer, dict):
        return [{"customer": customer, "address": None}]
    own = address(customer, "address", "address_2") is not None
    addresses = customer.get("addresses") if further else ()
    return [{"customer": customer, "address": None}] * own + [
        {"customer": customer, "address": one} for one in (addresses if isinstance(addresses, list) else ())
    ]


def site_source_id(row: Row) -> str:
    """`<customer>-main` or `<customer>-<address>`."""
    return f"{plain_id(row['customer'])}-{MAIN if row['address'] is None else plain_id(row['address'])}"


def site(row: Row) -> dict[str, Any]:
    customer, further = row["customer"], row["address"]
    own = further is None
    return {
        "name": "Main" if own else further.get("name") or "",
        "company_id": plain_id(customer),
        "primary": own,
        "address": address(customer, "address", "address_2") if own else address(further, "address1", "address2"),
    }


def site_label(row: Row) -> str:
    name = "Main" if row["address"] is None else row["address"].get("name")
    return ": ".join(filter(None, (company_name(row["customer"]), name)))


def site_created(row: Row) -> datetime | None:
    return created_at(row["customer"] if row["address"] is None else row["address"])
