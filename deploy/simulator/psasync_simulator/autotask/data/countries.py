from typing import Any

from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.words import PLACES

COUNTRIES = tuple(dict.fromkeys((number, name) for _city, _state, _zip, number, name in PLACES))
"""By their ids, which go up without a gap."""


def build(number: int, _version: int, _stamps: Stamps) -> dict[str, Any]:
    name = COUNTRIES[number - 1][1] if number <= len(COUNTRIES) else f"Country {number}"
    return {"id": number, "name": name, "displayName": name, "countryCode": name[:2].upper(), "isActive": True}
