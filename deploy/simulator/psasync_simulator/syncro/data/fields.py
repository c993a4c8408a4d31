"""Custom fields: what settings declare of them, and what customers carry. Those of contacts are not declared."""

from typing import Any, NamedTuple

from psasync_simulator.data.identity import company_domain
from psasync_simulator.data.kind import SmallBuild
from psasync_simulator.data.stamps import Stamps


class Definition(NamedTuple):
    name: str
    type: str
    options: tuple[str, ...] = ()
    asset_type: int = 0  # 0: it is no field of assets


TIERS = ("Gold", "Silver", "Bronze")

CUSTOMER_FIELDS = (
    Definition("Tier", "dropdown", TIERS),
    Definition("Website", "web_link"),
)
ASSET_FIELDS = (
    Definition("OS", "text", asset_type=1),
    Definition("OS", "text", asset_type=2),
    Definition("Manufacturer", "text", asset_type=1),
    Definition("Model", "text", asset_type=1),
    Definition("Purchase Date", "date_picker", asset_type=1),
    Definition("Warranty Expiry", "date_picker", asset_type=1),
    Definition("Room", "text", asset_type=1),
)


def of_customer(seed: int, number: int, bits: int) -> dict[str, Any]:
    tier = (*TIERS, None)[bits % 4]
    return {"Website": f"https://www.{company_domain(seed, number)}", **({"Tier": tier} if tier else {})}


def field_builder(definitions: tuple[Definition, ...]) -> SmallBuild:
    """A change of a definition shows in its name, as when a person renames the field."""

    def build(number: int, version: int, _stamps: Stamps) -> dict[str, Any]:
        known = number <= len(definitions)
        made = (
            definitions[number - 1] if known else Definition(f"Field {number}", "text", (), definitions[0].asset_type)
        )
        row = {
            "id": number,
            "name": f"{made.name} (rev {version})" if version else made.name,
            "field_type": made.type,
            "required": False,
            "position": number,
        }
        return {**row, "asset_type_id": made.asset_type} if made.asset_type else row

    return build


def answers(definitions: tuple[Definition, ...], of: str) -> list[dict[str, Any]]:
    """What can be chosen; `of` is the name of the reference to the field."""
    return [
        {"id": field * 100 + index, of: field, "value": value}
        for field, definition in enumerate(definitions, start=1)
        for index, value in enumerate(definition.options)
    ]
