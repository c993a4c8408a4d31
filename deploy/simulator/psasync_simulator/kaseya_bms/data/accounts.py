from typing import Any

from psasync_simulator.data.identity import company_domain, company_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY
from psasync_simulator.kaseya_bms.data.times import stamped

ACCOUNT_TYPES = ("Customer", "Prospect", "Partner", "Vendor")


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """An account without its locations, which the server adds. Its identity stays over versions."""
    bits = mix(layout.seed, COMPANY, number, version)
    refused = version == 0 and number in layout.nameless_companies
    kind = (bits >> 24) & 3
    return {
        "id": number,
        "accountName": "" if refused else company_name(layout.seed, number),
        "accountCode": f"A{number:06d}",
        "accountTypeId": kind + 1,
        "accountType": ACCOUNT_TYPES[kind],
        "website": f"https://www.{company_domain(layout.seed, number)}",
        "isActive": bool((bits >> 20) & 7),
        "description": f"Review {version}" if version else None,
        **stamped(stamps),
    }
