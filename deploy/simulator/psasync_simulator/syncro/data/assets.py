from typing import Any

from psasync_simulator.data.devices import Device, device, purchased, warranty_ends
from psasync_simulator.data.identity import company_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET
from psasync_simulator.syncro.data.times import times


def build(layout: Layout, number: int, version: int, stamps: Stamps, customer: int) -> dict[str, Any]:
    """An asset. What it is stays over versions; room and patch level move."""
    bits = mix(layout.seed, ASSET, number, version)
    made = device(layout.seed, number, version)
    return {
        "id": number,
        "name": made.name,
        "customer_id": customer,
        "contact_id": _contact(layout, number, customer),
        **times(stamps),
        "properties": _properties(made, bits >> 44, stamps),
        "asset_type": made.type,
        "asset_serial": made.serial,
        "external_rmm_link": None,
        "customer": {"id": customer, "business_then_name": company_name(layout.seed, customer)},
        "rmm_links": [],
        "rmm_store": {"asset_id": number, "triggers": {"agent_offline_triggered": "false"}, "windows_updates": {}},
        "address": None,
    }


def _contact(layout: Layout, number: int, customer: int) -> int | None:
    """The user; an asset that was added to another customer has none."""
    contact = layout.contact_of_asset(number)
    return contact if contact and layout.company_of_contact(contact) == customer else None


def _properties(made: Device, bits: int, stamps: Stamps) -> dict[str, Any]:
    """There are no columns for these. Types without an operating system do not have its property."""
    found: dict[str, Any] = {
        "Manufacturer": made.manufacturer,
        "Model": made.model,
        "Purchase Date": purchased(stamps).isoformat(),
        "Warranty Expiry": warranty_ends(stamps).isoformat(),
        "Room": f"{1 + bits % 9}.{(bits >> 4) % 40:02d}" if bits & 3 else "",
    }
    return {"OS": made.os_info, **found} if made.os_type else found
