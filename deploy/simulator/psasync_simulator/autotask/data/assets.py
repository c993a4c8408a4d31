"""Configuration items, and the products that they are instances of."""

from typing import Any

from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.data.times import midnight, text
from psasync_simulator.data.devices import device, purchased, warranty_ends
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET
from psasync_simulator.data.words import DEVICE_TYPES, DEVICES

PRODUCTS = len(DEVICES) * len(DEVICE_TYPES)


def build(layout: Layout, number: int, version: int, stamps: Stamps, company: int) -> dict[str, Any]:
    """An asset. One in four has no title of its own and goes by its product's name."""
    bits = mix(layout.seed, ASSET, number, version)
    made = device(layout.seed, number, version)
    contact = layout.contact_of_asset(number)
    sites = layout.sites_of_company(company)
    audited = bool(made.os_type)  # printers run no agent
    return {
        "id": number,
        "companyID": company,
        "companyLocationID": sites[0] if sites else None,
        "contactID": contact if contact and layout.company_of_contact(contact) == company else None,
        "configurationItemType": made.type_number,
        "configurationItemCategoryID": 1,
        "productID": product_number(made.manufacturer_number, made.type_number),
        "referenceTitle": None if mix(layout.seed, ASSET, number) >> 62 == 0 else made.name,
        "referenceNumber": made.tag,
        "serialNumber": made.serial,
        "installDate": midnight(purchased(stamps)),
        "warrantyExpirationDate": midnight(warranty_ends(stamps)),
        "isActive": (bits >> 40) & 7 != 0,
        "notes": "Spare part on the shelf" if (bits >> 44) & 7 == 1 else "",
        "location": None,
        "vendorID": None,
        "createDate": text(stamps.entered),
        "lastModifiedTime": text(stamps.updated),
        "rmmDeviceAuditHostname": made.name if audited else None,
        "rmmDeviceAuditOperatingSystem": made.os_info or None,
        "rmmDeviceAuditManufacturerID": made.manufacturer_number if audited else None,
        "rmmDeviceAuditModelID": None,
        "dattoSerialNumber": None,
        "userDefinedFields": custom_fields.of_asset(bits >> 50),
    }


def product_number(manufacturer: int, kind: int) -> int:
    return (manufacturer - 1) * len(DEVICE_TYPES) + kind


def build_product(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
    maker, kind = divmod((number - 1) % PRODUCTS, len(DEVICE_TYPES))
    name = f"{DEVICES[maker][0]} {DEVICES[maker][1][kind]}"
    return {
        "id": number,
        "name": f"{name} (rev {version})" if version else name,
        "description": DEVICE_TYPES[kind],
        "isActive": True,
        "unitPrice": 100.0 * number,
    }
