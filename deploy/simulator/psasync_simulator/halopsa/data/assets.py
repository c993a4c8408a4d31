from datetime import date
from typing import Any

from psasync_simulator.data.devices import device, purchased, warranty_ends
from psasync_simulator.data.identity import company_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET
from psasync_simulator.halopsa.data.fields import of_asset, of_asset_type
from psasync_simulator.halopsa.data.times import moment

STATUSES = ("In use", "In stock", "Retired")


def _written(day: date) -> str:
    return f"{day.isoformat()}T00:00:00"


def build(layout: Layout, number: int, version: int, stamps: Stamps, client: int) -> dict[str, Any]:
    """An asset. What it is stays over versions; status and patch level move."""
    bits = mix(layout.seed, ASSET, number, version)
    made = device(layout.seed, number, version)
    status = (0, 0, 0, 0, 0, 0, 1, 2)[(bits >> 40) & 7]
    sites = layout.sites_of_company(client)
    return {
        "id": number,
        "inventory_number": made.tag,
        "key_field": made.name,
        "key_field2": made.serial,
        "key_field3": "",
        "assettype_id": made.type_number,
        "assettype_name": made.type,
        "client_id": client,
        "client_name": company_name(layout.seed, client),
        "site_id": sites[0] if sites else 0,
        "users": [],
        "status_id": status + 1,
        "status_name": STATUSES[status],
        "inactive": status == 2,
        "notes": "Spare part on the shelf" if status == 1 else "",
        "supplier_id": 0,
        "supplier_name": "",
        "warranty_start": "1900-01-01T00:00:00",
        "warranty_end": _written(warranty_ends(stamps)),
        "supplier_purchasedate": "1900-01-01T00:00:00",
        "fields": of_asset_type(made, _written(purchased(stamps))),
        "dlastupdate": moment(stamps.updated),
        "customfields": of_asset(bits >> 50),
    }
