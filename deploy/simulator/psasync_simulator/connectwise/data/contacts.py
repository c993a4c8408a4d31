from typing import Any

from psasync_simulator.connectwise.data.companies import company_domain, company_name
from psasync_simulator.connectwise.data.custom_fields import of_contact
from psasync_simulator.connectwise.data.layout import Layout
from psasync_simulator.connectwise.data.mix import mix
from psasync_simulator.connectwise.data.references import CONTACT_TYPES, reference
from psasync_simulator.connectwise.data.sites import site_name
from psasync_simulator.connectwise.data.stamps import Stamps, info
from psasync_simulator.connectwise.data.words import FIRST_NAMES, LAST_NAMES, PLACES, STREETS, TITLES

KIND = 3
_PLAIN = str.maketrans("áäåçéëèïíñóöøüúłŁŠšşŞãćąę'ÅÖØÁ ", "aaaceeeiinooouulLSssSacae-AOOA-")


def contact_name(seed: int, number: int) -> tuple[str, str]:
    bits = mix(seed, KIND, number)
    return FIRST_NAMES[bits & 63], LAST_NAMES[(bits >> 6) & 63]


def company_of(layout: Layout, number: int) -> int:
    return 1 + (mix(layout.seed, KIND, number) >> 20) % layout.companies


def _site(layout: Layout, company: int, bits: int) -> dict[str, Any] | None:
    sites = layout.sites_of_company(company)
    if not sites:
        return None
    ordinal = bits % len(sites)
    number = sites[ordinal]
    return reference(number, site_name(layout.seed, number, ordinal))


def _communication(number: int, bits: int, email: str, domain: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {
            "id": number * 2,
            "type": reference(2, "Direct"),
            "value": f"555{(bits >> 30) % 10_000_000:07d}",
            "defaultFlag": True,
            "communicationType": "Phone",
        }
    ]
    if bits & 31:
        items.append(
            {
                "id": number * 2 + 1,
                "type": reference(1, "Email"),
                "value": email,
                "defaultFlag": True,
                "domain": "@" + domain,
                "communicationType": "Email",
            }
        )
    return items


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """A contact. There is no e-mail field: it is one of the communication items, and some contacts have none."""
    bits = mix(layout.seed, KIND, number, version)
    first, last = contact_name(layout.seed, number)
    domain = company_domain(layout.seed, company)
    email = f"{first}.{last}{number}@{domain}".lower().translate(_PLAIN)
    refused = version == 0 and number in layout.nameless_contacts
    city, state, zip_code, country_id, country = PLACES[(bits >> 12) & 15]
    kind = (bits >> 16) & 3
    return {
        "id": number,
        "firstName": "" if refused else first,
        "lastName": "" if refused else last,
        "company": {"id": company, "identifier": f"C{company:06d}", "name": company_name(layout.seed, company)},
        "site": _site(layout, company, bits >> 40),
        "addressLine1": f"{1 + (bits >> 22) % 400} {STREETS[(bits >> 28) % 24]}",
        "addressLine2": "",
        "city": city,
        "state": state,
        "zip": zip_code,
        "country": reference(country_id, country),
        "inactiveFlag": (bits >> 56) & 15 == 0,
        "title": TITLES[(bits >> 18) & 15],
        "defaultFlag": False,
        "defaultPhoneType": "Direct",
        "defaultPhoneNbr": f"555{(bits >> 30) % 10_000_000:07d}",
        "types": [reference(kind + 1, CONTACT_TYPES[kind])],
        "communicationItems": _communication(number, bits, email, domain),
        "customFields": of_contact(bits >> 46),
        "_info": info(stamps),
    }
