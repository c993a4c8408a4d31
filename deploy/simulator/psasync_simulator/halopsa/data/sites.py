from typing import Any

from psasync_simulator.data.identity import address, company_name, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import SITE
from psasync_simulator.halopsa.data.times import moment


def build(layout: Layout, number: int, version: int, stamps: Stamps, client: int) -> dict[str, Any]:
    """A site. Its client's id is a decimal number, and nothing tells whether it is the main one."""
    bits = mix(layout.seed, SITE, number, version)
    first = layout.sites_of_company(client)
    ordinal = first.index(number) if number in first else number
    where = address(layout.seed, SITE, number, version)
    lines = (where.line1, where.line2, where.place.city, where.place.state, where.place.zip_code)
    return {
        "id": number,
        "name": site_name(layout.seed, number, ordinal),
        "client_id": float(client),
        "client_name": company_name(layout.seed, client),
        "inactive": ordinal > 0 and (bits >> 56) & 15 == 0,
        "phonenumber": phone(layout.seed, SITE, number, version),
        "emaildomain": "",
        "maincontact_id": 0,
        **{f"delivery_address_line{line}": text for line, text in enumerate(lines, 1)},
        "delivery_address": dict(zip(("line1", "line2", "line3", "line4", "postcode"), lines, strict=True)),
        "slastupdate": moment(stamps.updated),
        "customfields": [],
    }
