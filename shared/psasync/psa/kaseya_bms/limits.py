"""Kaseya's limit: 1,500 calls per hour for each endpoint."""

from urllib.parse import urlsplit

from psasync.psa.kaseya_bms.connection import Connection
from psasync.psa.port import CallLimit

CALLS_PER_HOUR = 1500
SHARE = 0.75
"""Of the limit, so that other programs of the same company find calls left."""

NAME = "Kaseya BMS's hourly limit"


def hourly(connection: Connection, endpoint: str) -> CallLimit:
    """`endpoint` is the path with placeholders. Connections of one company at one host share it."""
    host = urlsplit(connection.base_url).netloc
    key = f"kaseya_bms:{host}:{connection.company.strip().lower()}:{endpoint}"
    return CallLimit(key, int(CALLS_PER_HOUR * SHARE), 3600, NAME)
