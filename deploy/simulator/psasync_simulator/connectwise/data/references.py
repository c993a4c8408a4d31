"""References as ConnectWise writes them, and the few fixed lists that records point to."""

from typing import Any

COMPANY_STATUSES = ("Active", "Inactive", "Not Approved", "Credit Hold", "Prospect")
COMPANY_TYPES = ("Customer", "Prospect", "Partner", "Vendor")
CONFIGURATION_STATUSES = ("Active", "In Stock", "Retired")
CONTACT_TYPES = ("End User", "Decision Maker", "Billing", "Technical")
BOARDS = ("Help Desk", "Projects", "Monitoring Alerts", "On-Site", "Séance Support")
BOARD_STATUSES = ("New", "In Progress", "Waiting on Customer", "Scheduled", "Resolved", "Closed")
PRIORITIES = (
    ("Priority 1 - Critical", "red"),
    ("Priority 2 - High", "orange"),
    ("Priority 3 - Normal", "yellow"),
    ("Priority 4 - Low", "white"),
)


def reference(number: int, name: str, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": name, **more}
