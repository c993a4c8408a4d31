from typing import Any

from psasync_simulator.connectwise.data.companies import company_reference
from psasync_simulator.connectwise.data.references import reference
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.identity import address, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import SITE


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    bits = mix(layout.seed, SITE, number, version)
    first = layout.sites_of_company(company)
    ordinal = first.index(number) if number in first else number
    where = address(layout.seed, SITE, number, version)
    state = where.place.state
    return {
        "id": number,
        "name": site_name(layout.seed, number, ordinal),
        "addressLine1": where.line1,
        "addressLine2": where.line2,
        "city": where.place.city,
        "stateReference": reference(where.place.number, state, identifier=state) if state else None,
        "zip": where.place.zip_code,
        "country": reference(where.place.country_id, where.place.country),
        "phoneNumber": phone(layout.seed, SITE, number, version),
        "faxNumber": "",
        "primaryAddressFlag": ordinal == 0,
        "defaultShippingFlag": ordinal == 0,
        "defaultBillingFlag": ordinal == 0,
        "defaultMailingFlag": ordinal == 0,
        "inactiveFlag": ordinal > 0 and (bits >> 56) & 15 == 0,
        "company": company_reference(layout, company),
        "customFields": [],
        "_info": info(stamps),
    }
