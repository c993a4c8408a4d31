from typing import Any

from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.data.times import text
from psasync_simulator.data.identity import address, contact_name, contact_title, email, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """A contact. Whether it is active is a number, unlike everywhere else."""
    bits = mix(layout.seed, CONTACT, number, version)
    first, last = contact_name(layout.seed, number)
    refused = version == 0 and number in layout.nameless_contacts
    where = address(layout.seed, CONTACT, number, version)
    telephone = phone(layout.seed, CONTACT, number, version)
    sites = layout.sites_of_company(company)
    return {
        **blank(layout, number, version, stamps, company),
        "companyLocationID": sites[(bits >> 40) % len(sites)] if sites else None,
        "firstName": "" if refused else first,
        "lastName": "" if refused else last,
        "title": contact_title(layout.seed, number, version),
        "emailAddress": email(layout.seed, number, company, version) or "",
        # One in eight is reached by mobile only.
        "phone": telephone if (bits >> 36) & 7 else "",
        "mobilePhone": telephone,
        "addressLine": where.line1,
        "addressLine1": where.line2,
        "city": where.place.city,
        "state": where.place.state,
        "zipCode": where.place.zip_code,
        "countryID": where.place.country_id,
        "isActive": 0 if (bits >> 56) & 15 == 0 else 1,
        "userDefinedFields": custom_fields.of_contact(bits >> 46),
    }


def blank(_layout: Layout, number: int, _version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """What a contact has that was created with no more than it had to."""
    return {
        "id": number,
        "companyID": company,
        "companyLocationID": None,
        "firstName": "",
        "lastName": "",
        "title": None,
        "emailAddress": None,
        "emailAddress2": None,
        "emailAddress3": None,
        "phone": None,
        "extension": None,
        "mobilePhone": None,
        "alternatePhone": None,
        "addressLine": None,
        "addressLine1": None,
        "city": None,
        "state": None,
        "zipCode": None,
        "countryID": None,
        "isActive": 1,
        "primaryContact": False,
        "externalID": None,
        "createDate": text(stamps.entered),
        "lastActivityDate": text(stamps.updated),
        "lastModifiedDate": text(stamps.updated),
        "userDefinedFields": custom_fields.carried("Contacts"),
    }
