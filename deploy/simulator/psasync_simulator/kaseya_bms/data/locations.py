from typing import Any

from psasync_simulator.data.identity import address, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import SITE

ACCOUNT = "accountId"
"""Of which account a location is: known here, and never sent."""


def build(layout: Layout, number: int, version: int, _stamps: Stamps, account: int) -> dict[str, Any]:
    """A location has no times of its own, and a change of it leaves its account's as they are."""
    first = layout.sites_of_company(account)
    ordinal = first.index(number) if number in first else number
    bits = mix(layout.seed, SITE, number, version)
    return {
        "id": number,
        ACCOUNT: account,
        "locationName": site_name(layout.seed, number, ordinal),
        "isMain": ordinal == 0,
        "isActive": ordinal == 0 or (bits >> 56) & 15 != 0,
        "addresses": [_address(layout.seed, number, version)],
    }


def _address(seed: int, number: int, version: int) -> dict[str, Any]:
    where = address(seed, SITE, number, version)
    return {
        "address1": where.line1,
        "address2": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "zipCode": where.place.zip_code,
        "countryId": where.place.country_id,
        "country": where.place.country,
        "phone": phone(seed, SITE, number, version),
        "fax": "",
        "emailAddress": None,
        "isMain": True,
        "isBilling": True,
        "addressType": "Main",
    }
