"""Hardware assets: rich by themselves, thin in their list."""

from typing import Any

from psasync_simulator.data.devices import device, purchased, warranty_ends
from psasync_simulator.data.identity import company_name, contact_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET
from psasync_simulator.kaseya_bms.data.times import midnight, stamped

STATES = ("In Use", "In Stock", "Retired")


def build(layout: Layout, number: int, version: int, stamps: Stamps, account: int) -> dict[str, Any]:
    it = device(layout.seed, number, version)
    state = (mix(layout.seed, ASSET, number, version) >> 40) % len(STATES)
    contact = layout.contact_of_asset(number)
    first, last = contact_name(layout.seed, contact) if contact else (None, None)
    return {
        "id": number,
        "name": it.name,
        "accountId": account,
        "accountName": company_name(layout.seed, account),
        "accountLocationId": next(iter(layout.sites_of_company(account)), None),
        "contactId": contact,
        "contactFirstName": first,
        "contactLastName": last,
        "categoryId": it.type_number,
        "category": it.type,
        "stateId": state + 1,
        "state": STATES[state],
        "serialNumber": it.serial,
        "modelNumber": it.model,
        "assetTag": it.tag,
        "manufacturerId": it.manufacturer_number,
        "manufacturer": it.manufacturer,
        "brand": None,
        "vendor": None,
        "osType": it.os_type,
        "osInfo": it.os_info,
        "description": f"Checked {version} times" if version else None,
        "acquisitionDate": midnight(purchased(stamps)),
        "warrantyExpirationDate": midnight(warranty_ends(stamps)),
        "expirationDate": None,
        "isActive": state != len(STATES) - 1,
        "ipAddress": None,
        "macAddress": None,
        "statuses": [],
        **stamped(stamps),
    }


def thin(asset: dict[str, Any]) -> dict[str, Any]:
    """The row of the list."""
    return {
        "id": asset["id"],
        "assetName": asset["name"],
        "categoryId": asset["categoryId"],
        "categoryName": asset["category"],
        "serialNumber": asset["serialNumber"],
        "accountId": asset["accountId"],
        "accountName": asset["accountName"],
        "contactId": asset["contactId"] or 0,
        "isActive": asset["isActive"],
    }
