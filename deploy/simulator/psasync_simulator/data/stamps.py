"""When a record was entered and last updated. How a system writes a time is the system's."""

from typing import NamedTuple


class Stamps(NamedTuple):
    entered: int  # seconds since 1970
    updated: int
