"""Who the simulated companies, sites and contacts are: pure functions that every system derives its records from.

Names stay over versions; addresses, phones, e-mail and titles move with them.
"""

from typing import NamedTuple

from psasync_simulator.data.mix import mix
from psasync_simulator.data.streams import COMPANY, CONTACT, SITE
from psasync_simulator.data.words import (
    COMPANY_FORMS,
    COMPANY_KINDS,
    COMPANY_STEMS,
    FIRST_NAMES,
    LAST_NAMES,
    PLACES,
    SITE_NAMES,
    STREETS,
    TITLES,
)

_ADDRESS_BITS = 8  # where in a record's 64 bits the address begins; names use the lowest bits of another number
_PLAIN = str.maketrans("áäåçéëèïíñóöøüúłŁŠšşŞãćąę'ÅÖØÁ ", "aaaceeeiinooouulLSssSacae-AOOA-")


class Place(NamedTuple):
    number: int  # of the place, from 1: systems that refer to states by id can use it
    city: str
    state: str  # "" where a country has none
    zip_code: str
    country_id: int
    country: str


class Address(NamedTuple):
    line1: str
    line2: str
    place: Place


def company_name(seed: int, number: int) -> str:
    bits = mix(seed, COMPANY, number)
    return f"{COMPANY_STEMS[bits & 63]} {COMPANY_KINDS[(bits >> 6) & 31]} {COMPANY_FORMS[(bits >> 11) & 7]} {number}"


def company_domain(seed: int, number: int) -> str:
    stem = COMPANY_STEMS[mix(seed, COMPANY, number) & 63].lower().replace(" ", "").replace("ä", "a")
    return f"{stem}{number}.example"


def site_name(seed: int, number: int, ordinal: int) -> str:
    """A company's first site is its main one."""
    return "Main" if ordinal == 0 else f"{SITE_NAMES[mix(seed, SITE, number) & 15]} {ordinal}"


def contact_name(seed: int, number: int) -> tuple[str, str]:
    """First and last name."""
    bits = mix(seed, CONTACT, number)
    return FIRST_NAMES[bits & 63], LAST_NAMES[(bits >> 6) & 63]


def contact_title(seed: int, number: int, version: int = 0) -> str:
    return TITLES[(mix(seed, CONTACT, number, version) >> 18) & 15]


def email(seed: int, contact: int, company: int, version: int = 0) -> str | None:
    """An address at the company's domain. One contact in 32 has none."""
    if not mix(seed, CONTACT, contact, version) & 31:
        return None
    first, last = contact_name(seed, contact)
    return f"{first}.{last}{contact}@{company_domain(seed, company)}".lower().translate(_PLAIN)


def place(seed: int, stream: int, number: int, version: int = 0) -> Place:
    index = (mix(seed, stream, number, version) >> _ADDRESS_BITS) & 15
    return Place(index + 1, *PLACES[index])


def address(seed: int, stream: int, number: int, version: int = 0) -> Address:
    """`stream` is one of `streams`: companies, sites and contacts have addresses of their own."""
    bits = mix(seed, stream, number, version) >> (_ADDRESS_BITS + 4)
    line1 = f"{1 + bits % 400} {STREETS[(bits >> 10) % len(STREETS)]}"
    line2 = f"Floor {1 + (bits >> 16) % 12}" if stream == SITE and bits & 0x10_0000 else ""
    return Address(line1, line2, place(seed, stream, number, version))


def phone(seed: int, stream: int, number: int, version: int = 0) -> str:
    """Digits alone."""
    return f"555{(mix(seed, stream, number, version) >> 30) % 10_000_000:07d}"
