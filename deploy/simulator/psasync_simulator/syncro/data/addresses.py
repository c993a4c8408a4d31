from typing import Any

from psasync_simulator.data.identity import address, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import SITE
from psasync_simulator.syncro.data.times import times


def build(layout: Layout, number: int, version: int, stamps: Stamps, customer: int) -> dict[str, Any]:
    """A further address: only a customer's detail shows it."""
    sites = layout.sites_of_company(customer)
    ordinal = sites.index(number) if number in sites else len(sites)
    where = address(layout.seed, SITE, number, version)
    return {
        "id": number,
        "name": site_name(layout.seed, number, ordinal + 1),
        "customer_id": customer,
        "address_type_id": 2,
        "address1": where.line1,
        "address2": where.line2 or None,
        "city": where.place.city,
        "state": where.place.state or None,
        "zip": where.place.zip_code,
        "latitude": None,
        "longitude": None,
        **times(stamps),
    }
