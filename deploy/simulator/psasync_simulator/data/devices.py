"""What the simulated assets are: pure functions that every system derives its records from."""

from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import ASSET
from psasync_simulator.data.words import DEVICE_TYPES, DEVICES, OPERATING_SYSTEMS

_WARRANTY_YEARS = 3
_PATCH_LEVELS = 40


class Device(NamedTuple):
    """Stays over versions, except for `os_info`."""

    name: str
    type_number: int  # from 1, in the order of `DEVICE_TYPES`
    type: str
    manufacturer_number: int  # from 1, in the order of `DEVICES`
    manufacturer: str
    model: str
    serial: str
    tag: str
    os_type: str  # "" where there is none, as for a printer
    os_info: str


def device(seed: int, number: int, version: int = 0) -> Device:
    bits = mix(seed, ASSET, number)
    kind = bits & 3
    maker = (bits >> 2) % len(DEVICES)
    manufacturer, models = DEVICES[maker]
    os_type, os_name = OPERATING_SYSTEMS[kind]
    patch_level = mix(seed, ASSET, number, version) % _PATCH_LEVELS
    return Device(
        name=f"{DEVICE_TYPES[kind][:3].upper()}-{number:05d}",
        type_number=kind + 1,
        type=DEVICE_TYPES[kind],
        manufacturer_number=maker + 1,
        manufacturer=manufacturer,
        model=models[kind],
        serial=f"SN{(bits >> 16) & 0xFFFF_FFFF:08X}{number}",
        tag=f"T{number:06d}",
        os_type=os_type,
        os_info=f"{os_name} (patch level {patch_level})" if os_name else "",
    )


def purchased(stamps: Stamps) -> date:
    """Assets are entered when they are bought."""
    return datetime.fromtimestamp(stamps.entered, UTC).date()


def warranty_ends(stamps: Stamps) -> date:
    return purchased(stamps) + timedelta(days=_WARRANTY_YEARS * 365)
