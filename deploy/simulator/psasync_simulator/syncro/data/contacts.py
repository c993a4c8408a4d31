from typing import Any

from psasync_simulator.data.identity import address, contact_name, contact_title, email, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT
from psasync_simulator.syncro.data.times import times


def build(layout: Layout, number: int, version: int, stamps: Stamps, customer: int) -> dict[str, Any]:
    """A contact. There is no field for a title: it is a property, as whatever else an account adds."""
    bits = mix(layout.seed, CONTACT, number, version)
    first, last = contact_name(layout.seed, number)
    refused = version == 0 and number in layout.nameless_contacts
    where = address(layout.seed, CONTACT, number, version)
    telephone = phone(layout.seed, CONTACT, number, version)
    mobile_only = (bits >> 54) & 7 == 0
    return {
        "id": number,
        "name": "" if refused else f"{first} {last}",
        "address1": where.line1,
        "address2": None,
        "city": where.place.city,
        "state": where.place.state or None,
        "zip": where.place.zip_code,
        "email": email(layout.seed, number, customer, version),
        "phone": None if mobile_only else telephone,
        "mobile": telephone if mobile_only else None,
        "latitude": None,
        "longitude": None,
        "customer_id": customer,
        "account_id": 1,
        "notes": None,
        **times(stamps),
        "vendor_id": None,
        "properties": {"title": contact_title(layout.seed, number, version), "VIP": (bits >> 46) % 16 == 1},
        "opt_out": False,
        "extension": None,
    }
