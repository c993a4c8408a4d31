from typing import Any

from psasync_simulator.data.identity import company_domain, company_name
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.mix import mix
from psasync_simulator.data.stamps import Stamps
from psasync_simulator.data.streams import COMPANY
from psasync_simulator.marketplace.data.times import written

STATUSES = ("active", "active", "active", "suspended")
TIERS = ("Gold", "Silver", "Bronze", None)


def build(layout: Layout, number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    """A customer. Its name stays over versions; status and tier move."""
    bits = mix(layout.seed, COMPANY, number, version)
    refused = version == 0 and number in layout.nameless_companies
    return {
        "id": number,
        "company_name": "" if refused else company_name(layout.seed, number),
        "links": {"website": f"https://www.{company_domain(layout.seed, number)}"},
        "status": STATUSES[(bits >> 20) & 3],
        "attributes": {"tier": TIERS[(bits >> 30) & 3]},
        **written(stamps),
    }
