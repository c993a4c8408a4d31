from typing import Any

from psasync_simulator.connectwise.data.custom_fields import of_company, unset
from psasync_simulator.connectwise.data.references import COMPANY_STATUSES, COMPANY_TYPES, reference
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.identity import address, company_domain, company_name, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY


def identifier(number: int) -> str:
    """The short code of a company of the untouched dataset."""
    return f"C{number:06d}"


def company_reference(layout: Layout, number: int) -> dict[str, Any]:
    return {"id": number, "identifier": identifier(number), "name": company_name(layout.seed, number)}


def _site(layout: Layout, number: int) -> dict[str, Any] | None:
    sites = layout.sites_of_company(number)
    return reference(sites[0], "Main") if sites else None


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A company. Its identity stays over versions; phone, address and status move."""
    bits = mix(layout.seed, COMPANY, number, version)
    refused = version == 0 and number in layout.nameless_companies
    where = address(layout.seed, COMPANY, number, version)
    status = (0, 0, 0, 0, 0, 1, 3, 4)[(bits >> 20) & 7]
    kind = (bits >> 24) & 3
    return {
        "id": number,
        "identifier": identifier(number),
        "name": "" if refused else company_name(layout.seed, number),
        "status": reference(status + 1, COMPANY_STATUSES[status]),
        "addressLine1": where.line1,
        "addressLine2": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "zip": where.place.zip_code,
        "country": reference(where.place.country_id, where.place.country),
        "phoneNumber": phone(layout.seed, COMPANY, number, version),
        "faxNumber": "",
        "website": f"https://www.{company_domain(layout.seed, number)}",
        "types": [reference(kind + 1, COMPANY_TYPES[kind])],
        "site": _site(layout, number),
        "deletedFlag": False,
        "customFields": of_company(bits >> 44),
        "_info": info(stamps),
    }


def blank(_layout: Layout, number: int, _version: int, stamps: Stamps, _parent: int) -> dict[str, Any]:
    """What a company has that was created with no more than it had to."""
    return {
        "id": number,
        "identifier": "",
        "name": "",
        "status": reference(1, COMPANY_STATUSES[0]),
        "addressLine1": None,
        "addressLine2": None,
        "city": None,
        "state": None,
        "zip": None,
        "country": None,
        "phoneNumber": None,
        "faxNumber": None,
        "website": None,
        "types": [],
        "site": None,
        "deletedFlag": False,
        "customFields": unset("company"),
        "_info": info(stamps),
    }
