"""What a connection's settings say about records that are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.issues import IssueCode
from psasync.psa.autotask.connection import SYSTEM
from psasync.psa.port import NUMBER, ConnectionField, PsaError, ValueForm
from psasync.psa.toolkit.external_key import PREFIX, is_prefix
from psasync.psa.toolkit.faults import Faults

DEFAULT_PREFIX = "PS-"
CUSTOMER = 1
"""The value of `Customer` in the picklist of company types of a new database."""


def _field(
    name: str, label: str, text: str, default: str | None = None, form: ValueForm | None = None
) -> ConnectionField:
    return ConnectionField(name, label, text, secret=False, required=False, default=default, form=form)


FIELDS = (
    _field(
        "number_prefix",
        "Company numbers begin with",
        "As a destination: companies are created, and found again, by this and their id in the source.",
        DEFAULT_PREFIX,
        form=PREFIX,
    ),
    _field(
        "company_type",
        "Type of new companies",
        "As a destination: a value of the picklist of company types.",
        str(CUSTOMER),
        form=NUMBER,
    ),
    _field(
        "owner_resource_id",
        "Owner of new companies",
        "As a destination: the id of a resource, where Autotask requires one.",
        form=NUMBER,
    ),
    _field(
        "company_phone",
        "Phone of new companies",
        "As a destination: what a new company gets where Autotask requires a phone number.",
    ),
)


@dataclass(frozen=True, slots=True)
class Targets:
    """None and empty text: the field is not sent."""

    prefix: str = DEFAULT_PREFIX
    company_type: int = CUSTOMER
    owner: int | None = None
    phone: str = ""

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> "Targets":
        """Raises a permanent `PsaError` of kind `configuration` that names the field."""
        prefix = settings.get("number_prefix") or DEFAULT_PREFIX
        if not is_prefix(prefix):
            raise _wrong("number_prefix", "is not up to 8 letters, digits, hyphens and underscores")
        company_type, owner = _id(settings, "company_type"), _id(settings, "owner_resource_id")
        phone = settings.get("company_phone", "").strip()
        return cls(prefix, CUSTOMER if company_type is None else company_type, owner, phone)


def _id(settings: Mapping[str, str], name: str) -> int | None:
    text = settings.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise _wrong(name, "is not an id of Autotask")
    return int(text)


def _wrong(name: str, what: str) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, IssueCode.REQUEST_INVALID)
