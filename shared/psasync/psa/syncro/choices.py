"""What a connection chooses where Syncro leaves it open: which lists count, and which properties hold what."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from psasync.contracts.issues import IssueCode
from psasync.psa.port import ConnectionField, PsaError
from psasync.psa.syncro.errors import SYSTEM
from psasync.psa.toolkit.faults import Faults

MAX_PROPERTY = 200
"""Characters of a property's name."""

NO_PROPERTY = "-"
"""In place of an empty setting, which is filled in with its default wherever a form is sent."""


class Sites(StrEnum):
    """`main`: the customer's own address, without further calls. `all`: further addresses too, a call per customer."""

    MAIN = "main"
    ALL = "all"


class Boards(StrEnum):
    """What stands for ticket boards: Syncro itself has none."""

    TICKET_TYPES = "ticket_types"
    PROBLEM_TYPES = "problem_types"


_Choice = TypeVar("_Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Choices:
    """The last five are names of properties (custom fields); an empty one says that no property holds it.

    Syncro has no such columns, and accounts name their properties freely. The default names are a guess at what an
    account calls them.
    """

    sites: Sites = Sites.MAIN
    boards: Boards = Boards.TICKET_TYPES
    website: str = ""
    os_type: str = "OS"
    manufacturer: str = "Manufacturer"
    purchase_date: str = "Purchase Date"
    warranty_expiry: str = "Warranty Expiry"

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> "Choices":
        """A setting that is not there has its default. Raises a permanent `PsaError` that names the setting."""
        return cls(
            sites=_one_of(Sites, settings, "sites"),
            boards=_one_of(Boards, settings, "boards"),
            website=_property(settings, "website_property"),
            os_type=_property(settings, "os_property"),
            manufacturer=_property(settings, "manufacturer_property"),
            purchase_date=_property(settings, "purchase_property"),
            warranty_expiry=_property(settings, "warranty_property"),
        )


_DEFAULT = Choices()

CHOICE_FIELDS = (
    ConnectionField(
        "sites",
        "Sites",
        "`main` reads each customer's own address; `all` also its further addresses, with one more call per customer.",
        secret=False,
        required=False,
        default=_DEFAULT.sites.value,
        choices=tuple(Sites),
    ),
    ConnectionField(
        "boards",
        "Ticket boards",
        "What stands for boards: `ticket_types` or `problem_types`.",
        secret=False,
        required=False,
        default=_DEFAULT.boards.value,
        choices=tuple(Boards),
    ),
    ConnectionField(
        "website_property",
        "Website property",
        "The customer field that holds the website, if there is one.",
        secret=False,
        required=False,
        example="Website",
        longest=MAX_PROPERTY,
    ),
    ConnectionField(
        "os_property",
        "Operating system property",
        "The asset field that holds the operating system; `-` if there is none.",
        secret=False,
        required=False,
        default=_DEFAULT.os_type,
        longest=MAX_PROPERTY,
    ),
    ConnectionField(
        "manufacturer_property",
        "Manufacturer property",
        "The asset field that holds the manufacturer; `-` if there is none.",
        secret=False,
        required=False,
        default=_DEFAULT.manufacturer,
        longest=MAX_PROPERTY,
    ),
    ConnectionField(
        "purchase_property",
        "Purchase date property",
        "The asset field that holds the date of purchase; `-` if there is none.",
        secret=False,
        required=False,
        default=_DEFAULT.purchase_date,
        longest=MAX_PROPERTY,
    ),
    ConnectionField(
        "warranty_property",
        "Warranty property",
        "The asset field that holds the end of the warranty; `-` if there is none.",
        secret=False,
        required=False,
        default=_DEFAULT.warranty_expiry,
        longest=MAX_PROPERTY,
    ),
)

_DEFAULTS = {field.name: field.default or "" for field in CHOICE_FIELDS}


def _one_of(choice: type[_Choice], settings: Mapping[str, str], name: str) -> _Choice:
    try:
        return choice(settings.get(name) or _DEFAULTS[name])
    except ValueError:
        raise _wrong(name, f"must be one of: {', '.join(choice)}") from None


def _property(settings: Mapping[str, str], name: str) -> str:
    found = settings.get(name, _DEFAULTS[name]).strip()
    if len(found) > MAX_PROPERTY:
        raise _wrong(name, f"is longer than {MAX_PROPERTY} characters")
    return "" if found == NO_PROPERTY else found


def _wrong(name: str, what: str) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, IssueCode.MAPPING_INVALID)
