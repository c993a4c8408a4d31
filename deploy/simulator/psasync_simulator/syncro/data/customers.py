from typing import Any

from psasync_simulator.data.identity import address, company_domain, company_name, phone
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY
from psasync_simulator.syncro.data.fields import of_customer
from psasync_simulator.syncro.data.times import times


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A customer. Its name stays over versions; phone, address and flag move. One in sixteen has no address."""
    bits = mix(layout.seed, COMPANY, number, version)
    name = company_name(layout.seed, number)
    if version == 0 and number in layout.nameless_companies:
        name = ""
    where = address(layout.seed, COMPANY, number, version)
    settled = (bits >> 52) & 15 > 0
    return {
        "id": number,
        "firstname": None,
        "lastname": None,
        "fullname": "",
        "business_name": name or None,
        "email": f"office@{company_domain(layout.seed, number)}",
        "phone": phone(layout.seed, COMPANY, number, version),
        "mobile": None,
        **times(stamps),
        "address": where.line1 if settled else None,
        "address_2": where.line2 or None if settled else None,
        "city": where.place.city if settled else None,
        "state": where.place.state or None if settled else None,
        "zip": where.place.zip_code if settled else None,
        "notes": None,
        "get_sms": False,
        "opt_out": False,
        "disabled": (bits >> 56) & 15 == 1,
        "properties": of_customer(layout.seed, number, bits >> 44),
        "business_and_full_name": name,
        "business_then_name": name,
        "contacts": [],
    }
