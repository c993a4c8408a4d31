"""What a connection decides because Halo does not publish it, or because instances differ."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.issues import IssueCode
from psasync.psa.halopsa.errors import SYSTEM
from psasync.psa.toolkit.faults import Faults

OFF, ON = "off", "on"

ASSET_FIELDS: Mapping[str, tuple[str, ...]] = {
    "serial_number": ("Serial Number", "Serial No", "Serial"),
    "os_type": ("Operating System", "OS"),
    "purchase_date": ("Purchase Date", "Date Purchased"),
    "manufacturer": ("Manufacturer", "Make"),
}
"""Canonical field of an asset -> the labels of the asset fields that hold it, unless the connection names others."""

LONGEST = 200
"""Characters of the labels that one setting names."""


def asset_setting(name: str) -> str:
    """The setting that names the asset fields of a canonical field."""
    return f"asset_{name}"


@dataclass(frozen=True, slots=True)
class Choices:
    filters_updated: bool = False
    """Whether `lastupdatefromdate` filters clients, sites, users and assets. It is documented for tickets only."""

    asset_fields: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: ASSET_FIELDS)
    """Canonical field -> labels or numbers of asset fields; the first that an asset has counts."""

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> "Choices":
        """Raises a permanent `PsaError` of kind `configuration` that names the setting, never its value."""
        return cls(
            filters_updated=_switch(settings.get("updated_since") or OFF) == ON,
            asset_fields={name: _labels(settings, name) for name in ASSET_FIELDS},
        )


def _switch(text: str) -> str:
    if text not in {OFF, ON}:
        raise Faults(SYSTEM).configuration("updated_since", f"must be {OFF} or {ON}", IssueCode.MAPPING_INVALID)
    return text


def _labels(settings: Mapping[str, str], name: str) -> tuple[str, ...]:
    text = settings.get(asset_setting(name), "")
    if len(text) > LONGEST:
        what = f"must not be longer than {LONGEST} characters"
        raise Faults(SYSTEM).configuration(asset_setting(name), what, IssueCode.MAPPING_INVALID)
    return tuple(filter(None, (label.strip() for label in text.split(",")))) or ASSET_FIELDS[name]
