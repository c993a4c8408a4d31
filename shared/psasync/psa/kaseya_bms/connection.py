"""What a connection to Kaseya BMS is made of, checked before anything is sent anywhere."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.errors import SYSTEM
from psasync.psa.port import ADDRESS, ConnectionField, Credentials, PsaError, ValueForm
from psasync.psa.toolkit.address import AddressError, checked_base_url
from psasync.psa.toolkit.faults import Faults

DEFAULT_FIRST_PAGE = 1
"""Kaseya does not say what a list's first page is called; of two clients one begins at 0, the other at 1."""

DEFAULT_SORT = "Id"
"""Kaseya does not publish how `Sort` is spelled. Lists are read safely in any order, but best in that of their ids."""

NO_SORT = "none"
"""Setting `sort` to this leaves the parameter out."""

WITH_CUSTOM_FIELDS = (Entity.COMPANY, Entity.CONTACT, Entity.ASSET)
"""Kinds of record that can have custom fields, once a setting names their module."""

_MODULE = re.compile(r"[0-9]{1,9}")
_SORT = re.compile(r"[A-Za-z][A-Za-z0-9_ ]{0,40}")
_LONGEST = 200  # characters of a name or password


def module_setting(entity: Entity) -> str:
    return f"custom_field_module_{entity}"


FIELDS = (
    ConnectionField(
        "base_url",
        "Address",
        "The API host of your region: api.bms, api.bmsemea or api.bmsapac, each with .kaseya.com behind it.",
        secret=False,
        required=True,
        example="https://api.bms.kaseya.com",
        form=ADDRESS,
    ),
    ConnectionField(
        "company",
        "Company name",
        "As you enter it when you log in to BMS; the API calls it tenant.",
        secret=False,
        required=True,
        example="Acme IT",
        longest=_LONGEST,
    ),
    ConnectionField(
        "user_name",
        "User name",
        "Of a BMS user of its own for the API. It must be able to log in without a second factor.",
        secret=False,
        required=True,
        example="psasync-api",
        longest=_LONGEST,
    ),
    ConnectionField("password", "Password", "Of that user.", secret=True, required=True, longest=_LONGEST),
    ConnectionField(
        "first_page",
        "Number of the first page",
        "0 or 1. Leave it as it is unless a run says that a page is not where it should be.",
        secret=False,
        required=False,
        example="1",
        default=str(DEFAULT_FIRST_PAGE),
        choices=("0", "1"),
    ),
    ConnectionField(
        "sort",
        "Order of lists",
        f"The field that lists are sorted by; `{NO_SORT}` leaves the order to BMS.",
        secret=False,
        required=False,
        example=DEFAULT_SORT,
        default=DEFAULT_SORT,
        form=ValueForm(_SORT.pattern, "the name of a field"),
    ),
    *(
        ConnectionField(
            module_setting(entity),
            f"Custom field module ({entity})",
            "The id of the BMS module that holds these custom fields. Kaseya publishes no list; empty: none are read.",
            secret=False,
            required=False,
            example="12",
            default="",
            form=ValueForm(_MODULE.pattern, "a whole number"),
        )
        for entity in WITH_CUSTOM_FIELDS
    ),
)


@dataclass(frozen=True, slots=True)
class Connection:
    base_url: str  # no slash at the end, without `/v2`
    company: str
    user_name: str
    first_page: int
    sort: str  # empty: not sent
    modules: Mapping[Entity, str]  # of those entities whose custom fields are read
    password: str = field(repr=False)

    @property
    def login(self) -> tuple[str, ...]:
        """What tokens are good for: who has another of these needs others."""
        return (self.base_url, self.company, self.user_name, self.password)

    @classmethod
    def of(cls, credentials: Credentials) -> "Connection":
        """Raises a permanent `PsaError` of kind `configuration` that names the field, never its value."""
        settings = credentials.settings
        try:
            base_url = checked_base_url(settings.get("base_url", ""), credentials.plain_http_hosts)
        except AddressError as error:
            raise _wrong("base_url", str(error), IssueCode.ADDRESS_FORBIDDEN) from None
        return cls(
            base_url=base_url.removesuffix("/v2"),
            company=_printable(settings.get("company", ""), "company", IssueCode.ADDRESS_WRONG),
            user_name=_printable(settings.get("user_name", ""), "user_name", IssueCode.CREDENTIALS_REFUSED),
            first_page=_first_page(settings.get("first_page") or str(DEFAULT_FIRST_PAGE)),
            sort=_sort(settings.get("sort") or DEFAULT_SORT),
            modules=modules_of(settings),
            password=_printable(credentials.secrets.get("password", ""), "password", IssueCode.CREDENTIALS_REFUSED),
        )


def modules_of(settings: Mapping[str, str]) -> Mapping[Entity, str]:
    """The modules that the settings name. Raises as `Connection.of` does."""
    named = {entity: settings.get(module_setting(entity), "").strip() for entity in WITH_CUSTOM_FIELDS}
    for entity, module in named.items():
        if module and not _MODULE.fullmatch(module):
            raise _wrong(module_setting(entity), "is no number", IssueCode.MAPPING_INVALID)
    return {entity: module for entity, module in named.items() if module}


def _printable(text: str, name: str, code: IssueCode) -> str:
    """Names and passwords may hold any letters, so only what cannot be one is refused."""
    if not text.strip() or len(text) > _LONGEST or not text.isprintable():
        raise _wrong(name, "is missing or has characters that BMS does not use", code)
    return text


def _first_page(text: str) -> int:
    if text not in {"0", "1"}:
        raise _wrong("first_page", "is neither 0 nor 1", IssueCode.MAPPING_INVALID)
    return int(text)


def _sort(text: str) -> str:
    if not _SORT.fullmatch(text):
        raise _wrong("sort", "is no name of a field", IssueCode.MAPPING_INVALID)
    return "" if text == NO_SORT else text


def _wrong(name: str, what: str, code: IssueCode) -> PsaError:
    return Faults(SYSTEM).configuration(name, what, code)
