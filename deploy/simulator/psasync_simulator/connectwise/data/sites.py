from typing import Any

from psasync_simulator.connectwise.data.companies import company_name
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.mix import mix
from psasync_simulator.connectwise.data.references import reference
from psasync_simulator.connectwise.data.stamps import Stamps, info
from psasync_simulator.connectwise.data.words import PLACES, SITE_NAMES, STREETS

KIND = 2


def site_name(seed: int, number: int, ordinal: int) -> str:
    """A company's first site is its main one."""
    return "Main" if ordinal == 0 else f"{SITE_NAMES[mix(seed, KIND, number) & 15]} {ordinal}"


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    bits = mix(layout.seed, KIND, number, version)
    first = layout.sites_of_company(company)
    ordinal = first.index(number) if number in first else number
    city, state, zip_code, country_id, country = PLACES[(bits >> 4) & 15]
    return {
        "id": number,
        "name": site_name(layout.seed, number, ordinal),
        "addressLine1": f"{1 + (bits >> 8) % 900} {STREETS[(bits >> 20) % 24]}",
        "addressLine2": f"Floor {(bits >> 26) % 12}" if bits & 0x1000_0000 else "",
        "city": city,
        "stateReference": reference(1 + ((bits >> 4) & 15), state, identifier=state) if state else None,
        "zip": zip_code,
        "country": reference(country_id, country),
        "phoneNumber": f"555{(bits >> 30) % 10_000_000:07d}",
        "faxNumber": "",
        "primaryAddressFlag": ordinal == 0,
        "defaultShippingFlag": ordinal == 0,
        "defaultBillingFlag": ordinal == 0,
        "defaultMailingFlag": ordinal == 0,
        "inactiveFlag": ordinal > 0 and (bits >> 56) & 15 == 0,
        "company": {"id": company, "identifier": f"C{company:06d}", "name": company_name(layout.seed, company)},
        "customFields": [],
        "_info": info(stamps),
    }
