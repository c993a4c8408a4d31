"""What a connection's settings say about records that are written."""

from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.issues import IssueCode
from psasync.psa.connectwise.errors import SYSTEM
from psasync.psa.port import NUMBER, ConnectionField, PsaError, ValueForm
from psasync.psa.toolkit.external_key import PREFIX, is_prefix
from psasync.psa.toolkit.faults import Faults

DEFAULT_PREFIX = "PS-"


def _field(
    name: str, label: str, text: str, default: str | None = None, example: str = "", form: ValueForm = NUMBER
) -> ConnectionField:
    return ConnectionField(name, label, text, secret=False, required=False, default=default, example=example, form=form)


FIELDS = (
    _field(
        "identifier_prefix",
        "Company identifiers begin with",
        "As a destination: companies are created, and found again, by this and their id in the source.",
        DEFAULT_PREFIX,
        form=PREFIX,
    ),
    _field(
        "company_status_id",
        "Status of new companies",
        "As a destination: the id of a company status; without one ConnectWise takes its own default.",
        example="1",
    ),
    _field(
        "company_type_id",
        "Type of new companies",
        "As a destination: the id of a company type; without one none is given.",
        example="1",
    ),
    _field(
        "deleted_status_id",
        "Status of companies that the source no longer has",
        "As a destination: the id of a company status; without one such companies stay as they are.",
        example="2",
    ),
    _field(
        "email_type_id",
        "Communication type of e-mail addresses",
        "As a destination: the id of a communication type; without one ConnectWise takes its own default.",
    ),
    _field(
        "phone_type_id",
        "Communication type of phone numbers",
        "As a destination: the id of a communication type; without one ConnectWise takes its own default.",
    ),
)


@dataclass(frozen=True, slots=True)
class Targets:
    """Ids are None where ConnectWise's own defaults are to hold."""

    prefix: str = DEFAULT_PREFIX
    company_status: int | None = None
    company_type: int | None = None
    deleted_status: int | None = None
    email_type: int | None = None
    phone_type: int | None = None

    @classmethod
    def of(cls, settings: Mapping[str, str]) -> "Targets":
        """Raises a permanent `PsaError` of kind `configuration` that names the field."""
        prefix = settings.get("identifier_prefix") or DEFAULT_PREFIX
        if not is_prefix(prefix):
            raise _wrong("identifier_prefix", "is not up to 8 letters, digits, hyphens and underscores")
        return cls(
            prefix,
            company_status=_id(settings, "company_status_id"),
            company_type=_id(settings, "company_type_id"),
            deleted_status=_id(settings, "deleted_status_id"),
            email_type=_id(settings, "email_type_id"),
            phone_type=_id(settings, "phone_type_id"),
        )


def _id(settings: Mapping[str, str], name: str) -> int | None:
    text = settings.get(name, "").strip()
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > 12:
        raise _wrong(name, "is not an id of ConnectWise")
    return int(text)


def _wrong(name: str, what: str) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, IssueCode.REQUEST_INVALID)
