from typing import Any

from psasync_simulator.data.identity import address, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import SITE


def build(layout: Layout, number: int, version: int, _stamps: Stamps, company: int) -> dict[str, Any]:
    """A location. It has no date of any kind."""
    bits = mix(layout.seed, SITE, number, version)
    first = layout.sites_of_company(company)
    ordinal = first.index(number) if number in first else number
    where = address(layout.seed, SITE, number, version)
    return {
        "id": number,
        "companyID": company,
        "name": site_name(layout.seed, number, ordinal),
        "description": "",
        "isActive": ordinal == 0 or (bits >> 56) & 15 != 0,
        "isPrimary": ordinal == 0,
        "address1": where.line1,
        "address2": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "postalCode": where.place.zip_code,
        "countryID": where.place.country_id,
        "phone": phone(layout.seed, SITE, number, version),
    }
