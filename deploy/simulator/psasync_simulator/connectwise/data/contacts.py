from typing import Any

from psasync_simulator.connectwise.data.companies import company_reference
from psasync_simulator.connectwise.data.custom_fields import of_contact, unset
from psasync_simulator.connectwise.data.references import CONTACT_TYPES, reference
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.identity import address, contact_name, contact_title, email, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT


def _site(layout: Layout, company: int, bits: int) -> dict[str, Any] | None:
    sites = layout.sites_of_company(company)
    if not sites:
        return None
    ordinal = bits % len(sites)
    number = sites[ordinal]
    return reference(number, site_name(layout.seed, number, ordinal))


def _communication(number: int, telephone: str, mail: str | None) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {
            "id": number * 2,
            "type": reference(2, "Direct"),
            "value": telephone,
            "defaultFlag": True,
            "communicationType": "Phone",
        }
    ]
    if mail:
        items.append(
            {
                "id": number * 2 + 1,
                "type": reference(1, "Email"),
                "value": mail,
                "defaultFlag": True,
                "domain": mail[mail.index("@") :],
                "communicationType": "Email",
            }
        )
    return items


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """A contact. There is no e-mail field: it is one of the communication items, and some contacts have none."""
    bits = mix(layout.seed, CONTACT, number, version)
    first, last = contact_name(layout.seed, number)
    refused = version == 0 and number in layout.nameless_contacts
    where = address(layout.seed, CONTACT, number, version)
    telephone = phone(layout.seed, CONTACT, number, version)
    kind = (bits >> 16) & 3
    return {
        "id": number,
        "firstName": "" if refused else first,
        "lastName": "" if refused else last,
        "company": company_reference(layout, company),
        "site": _site(layout, company, bits >> 40),
        "addressLine1": where.line1,
        "addressLine2": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "zip": where.place.zip_code,
        "country": reference(where.place.country_id, where.place.country),
        "inactiveFlag": (bits >> 56) & 15 == 0,
        "title": contact_title(layout.seed, number, version),
        "defaultFlag": False,
        "defaultPhoneType": "Direct",
        "defaultPhoneNbr": telephone,
        "types": [reference(kind + 1, CONTACT_TYPES[kind])],
        "communicationItems": _communication(number, telephone, email(layout.seed, number, company, version)),
        "customFields": of_contact(bits >> 46),
        "_info": info(stamps),
    }


def blank(_layout: Layout, number: int, _version: int, stamps: Stamps, _company: int) -> dict[str, Any]:
    """What a contact has that was created with no more than it had to."""
    return {
        "id": number,
        "firstName": "",
        "lastName": None,
        "company": None,
        "site": None,
        "addressLine1": None,
        "addressLine2": None,
        "city": None,
        "state": None,
        "zip": None,
        "country": None,
        "inactiveFlag": False,
        "title": None,
        "defaultFlag": False,
        "defaultPhoneType": None,
        "defaultPhoneNbr": None,
        "types": [],
        "communicationItems": [],
        "customFields": unset("contact"),
        "_info": info(stamps),
    }
