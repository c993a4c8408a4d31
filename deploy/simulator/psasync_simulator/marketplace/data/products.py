"""What the marketplace sells."""

from typing import Any

from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.marketplace.data.times import written

_STREAM = 21
_WHAT = ("Backup", "Mail Protection", "Endpoint Security", "Cloud Desktop", "Archive", "Monitoring", "Voice", "Storage")
_EDITION = ("Basic", "Standard", "Plus", "Enterprise")


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A product. Name and code stay over versions; price and state move. Prices are text, so that none is rounded."""
    bits = mix(layout.seed, _STREAM, number)
    moving = mix(layout.seed, _STREAM, number, version)
    name = f"{_WHAT[bits & 7]} {_EDITION[(bits >> 3) & 3]} {number}"
    return {
        "id": number,
        "code": f"SKU-{number:06d}",
        "name": name,
        "description": f"{name}, per seat and month" if bits & 32 else None,
        "unit_price": f"{1 + moving % 400}.{(moving >> 10) % 100:02d}",
        "currency": "EUR",
        "active": (moving >> 20) & 7 != 0,
        **written(stamps),
    }
