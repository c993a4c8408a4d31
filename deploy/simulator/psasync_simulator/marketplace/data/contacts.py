from typing import Any

from psasync_simulator.data.identity import address, contact_name, contact_title, email, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import CONTACT
from psasync_simulator.marketplace.data.times import written


def build(layout: Layout, number: int, version: int, stamps: Stamps, customer: int) -> dict[str, Any]:
    """A contact of a customer. Booleans are words, as interfaces have them that grew out of forms."""
    bits = mix(layout.seed, CONTACT, number, version)
    refused = version == 0 and number in layout.nameless_contacts
    where = address(layout.seed, CONTACT, number, version)
    return {
        "id": number,
        "customer": {"id": customer},
        "full_name": "" if refused else " ".join(contact_name(layout.seed, number)),
        "job_title": contact_title(layout.seed, number, version),
        "email": email(layout.seed, number, customer, version),
        "phones": [{"kind": "work", "number": phone(layout.seed, CONTACT, number, version)}],
        "address": {
            "street": where.line1,
            "city": where.place.city,
            "state": where.place.state,
            "zip": where.place.zip_code,
            "country": where.place.country,
        },
        "enabled": "no" if (bits >> 56) & 15 == 0 else "yes",
        "attributes": {"vip": (bits >> 46) & 15 == 1},
        **written(stamps),
    }
