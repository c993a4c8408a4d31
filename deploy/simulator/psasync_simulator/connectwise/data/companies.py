from typing import Any

from psasync_simulator.connectwise.data.custom_fields import of_company
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.mix import mix
from psasync_simulator.connectwise.data.references import COMPANY_STATUSES, COMPANY_TYPES, reference
from psasync_simulator.connectwise.data.stamps import Stamps, info
from psasync_simulator.connectwise.data.words import COMPANY_FORMS, COMPANY_KINDS, COMPANY_STEMS, PLACES, STREETS

KIND = 1


def company_name(seed: int, number: int) -> str:
    bits = mix(seed, KIND, number)
    return f"{COMPANY_STEMS[bits & 63]} {COMPANY_KINDS[(bits >> 6) & 31]} {COMPANY_FORMS[(bits >> 11) & 7]} {number}"


def company_domain(seed: int, number: int) -> str:
    stem = COMPANY_STEMS[mix(seed, KIND, number) & 63].lower().replace(" ", "").replace("ä", "a")
    return f"{stem}{number}.example"


def _site(layout: Layout, number: int) -> dict[str, Any] | None:
    sites = layout.sites_of_company(number)
    return reference(sites[0], "Main") if sites else None


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A company. Its identity stays over versions; phone, address and status move."""
    bits = mix(layout.seed, KIND, number, version)
    refused = version == 0 and number in layout.nameless_companies
    city, state, zip_code, country_id, country = PLACES[(bits >> 16) & 15]
    status = (0, 0, 0, 0, 0, 1, 3, 4)[(bits >> 20) & 7]
    kind = (bits >> 24) & 3
    return {
        "id": number,
        "identifier": f"C{number:06d}",
        "name": "" if refused else company_name(layout.seed, number),
        "status": reference(status + 1, COMPANY_STATUSES[status]),
        "addressLine1": f"{1 + (bits >> 26) % 400} {STREETS[(bits >> 36) % 24]}",
        "addressLine2": "",
        "city": city,
        "state": state,
        "zip": zip_code,
        "country": reference(country_id, country),
        "phoneNumber": f"555{(bits >> 30) % 10_000_000:07d}",
        "faxNumber": "",
        "website": f"https://www.{company_domain(layout.seed, number)}",
        "types": [reference(kind + 1, COMPANY_TYPES[kind])],
        "site": _site(layout, number),
        "deletedFlag": False,
        "customFields": of_company(bits >> 44),
        "_info": info(stamps),
    }
