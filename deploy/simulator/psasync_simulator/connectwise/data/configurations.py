from datetime import date
from typing import Any

from psasync_simulator.connectwise.data.companies import company_reference
from psasync_simulator.connectwise.data.custom_fields import of_configuration
from psasync_simulator.connectwise.data.references import CONFIGURATION_STATUSES, reference
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.devices import Device, device, purchased, warranty_ends
from psasync_simulator.data.identity import contact_name, site_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET


def _contact(layout: Layout, number: int, company: int) -> dict[str, Any] | None:
    """The user; an asset that was added to another company has none."""
    contact = layout.contact_of_asset(number)
    if contact is None or layout.company_of_contact(contact) != company:
        return None
    return reference(contact, " ".join(contact_name(layout.seed, contact)))


def _site(layout: Layout, company: int) -> dict[str, Any] | None:
    sites = layout.sites_of_company(company)
    return reference(sites[0], site_name(layout.seed, sites[0], 0)) if sites else None


def _questions(number: int, made: Device, bits: int) -> list[dict[str, Any]]:
    """What only some types of configuration have, beside the custom fields."""
    if not made.os_type:
        return []
    memory = (8, 16, 32, 64)[bits & 3]
    return [
        {"questionId": 1, "answerId": number, "question": "Memory (GB)", "answer": str(memory), "fieldType": "Number"}
    ]


def _written(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """An asset. What it is stays over versions; status, room and patch level move."""
    bits = mix(layout.seed, ASSET, number, version)
    made = device(layout.seed, number, version)
    bought = purchased(stamps)
    status = (0, 0, 0, 0, 0, 0, 1, 2)[(bits >> 40) & 7]
    return {
        "id": number,
        "name": made.name,
        "type": reference(made.type_number, made.type),
        "status": reference(status + 1, CONFIGURATION_STATUSES[status]),
        "company": company_reference(layout, company),
        "contact": _contact(layout, number, company),
        "site": _site(layout, company),
        "serialNumber": made.serial,
        "modelNumber": made.model,
        "tagNumber": made.tag,
        "purchaseDate": _written(bought),
        "installationDate": _written(bought),
        "warrantyExpirationDate": _written(warranty_ends(stamps)),
        "osType": made.os_type,
        "osInfo": made.os_info,
        "notes": "Spare part on the shelf" if status == 1 else "",
        "manufacturer": reference(made.manufacturer_number, made.manufacturer),
        "activeFlag": status != 2,
        "questions": _questions(number, made, bits >> 44),
        "customFields": of_configuration(bits >> 50),
        "_info": info(stamps),
    }
