from typing import Any

from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.data.times import text
from psasync_simulator.data.identity import address, company_domain, company_name, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY

OWNER = 29_682_885
"""The resource that looks after every company."""


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A company. Its identity stays over versions; phone, address, type and activity move."""
    bits = mix(layout.seed, COMPANY, number, version)
    refused = version == 0 and number in layout.nameless_companies
    where = address(layout.seed, COMPANY, number, version)
    return {
        **blank(layout, number, version, stamps, 0),
        "companyName": "" if refused else company_name(layout.seed, number),
        "companyNumber": f"C{number:06d}",
        "companyType": (1, 1, 1, 1, 3, 2, 6, 4)[(bits >> 20) & 7],
        "classification": 200 + (bits >> 24) % 3,
        "isActive": (bits >> 28) & 7 != 0,
        "webAddress": f"https://www.{company_domain(layout.seed, number)}",
        "phone": phone(layout.seed, COMPANY, number, version),
        "address1": where.line1,
        "address2": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "postalCode": where.place.zip_code,
        "countryID": where.place.country_id,
        "userDefinedFields": custom_fields.of_company(bits >> 44),
    }


def blank(_layout: Layout, number: int, _version: int, stamps: Stamps, _parent: int) -> dict[str, Any]:
    """What a company has that was created with no more than it had to."""
    return {
        "id": number,
        "companyName": "",
        "companyNumber": "",
        "companyType": None,
        "classification": None,
        "isActive": True,
        "webAddress": None,
        "phone": None,
        "fax": None,
        "address1": None,
        "address2": None,
        "city": None,
        "state": None,
        "postalCode": None,
        "countryID": None,
        "ownerResourceID": OWNER,
        "parentCompanyID": None,
        "createDate": text(stamps.entered),
        "lastActivityDate": text(stamps.updated),
        "lastTrackedModifiedDateTime": text(stamps.updated),
        "userDefinedFields": custom_fields.carried("Companies"),
    }
