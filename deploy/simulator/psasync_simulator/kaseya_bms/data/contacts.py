from typing import Any

from psasync_simulator.data.identity import company_name, contact_name, contact_title, email, phone, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT
from psasync_simulator.kaseya_bms.data.times import stamped


def build(layout: Layout, number: int, version: int, stamps: Stamps, account: int) -> dict[str, Any]:
    """A contact. Its times have no zone, unlike those of its account; some have no e-mail address."""
    bits = mix(layout.seed, CONTACT, number, version)
    first, last = contact_name(layout.seed, number)
    refused = version == 0 and number in layout.nameless_contacts
    return {
        "id": number,
        "accountId": account,
        "accountName": company_name(layout.seed, account),
        **_place(layout, account, bits >> 40),
        "firstName": "" if refused else first,
        "lastName": "" if refused else last,
        "jobTitle": contact_title(layout.seed, number, version),
        "isPoc": bits % 8 == 0,
        "isActive": (bits >> 56) & 15 != 0,
        "emails": _emails(email(layout.seed, number, account, version)),
        "phones": _phones(phone(layout.seed, CONTACT, number, version)),
        **stamped(stamps, zone=False),
    }


def _place(layout: Layout, account: int, bits: int) -> dict[str, Any]:
    """One in four has no location."""
    sites = layout.sites_of_company(account)
    if not sites or bits & 3 == 0:
        return {"locationId": None, "locationName": None}
    ordinal = (bits >> 2) % len(sites)
    return {"locationId": sites[ordinal], "locationName": site_name(layout.seed, sites[ordinal], ordinal)}


def _emails(address: str | None) -> list[dict[str, Any]] | None:
    return [{"emailAddress": address, "emailType": "Work", "isDefault": True}] if address else None


def _phones(number: str) -> list[dict[str, Any]]:
    return [
        {"phone": f"{number[:-1]}0", "phoneType": "Fax", "isDefault": False},
        {"phone": number, "phoneType": "Work", "isDefault": True},
    ]
