"""What a simulated marketplace is made from."""

from enum import StrEnum

from pydantic import Field

from psasync_simulator.data.spec import DatasetSpec


class PagingStyle(StrEnum):
    """One marketplace has one of these; this one has whichever a test asks for."""

    NONE = "none"
    PAGE_NUMBER = "page_number"
    OFFSET = "offset"
    CURSOR = "cursor"
    NEXT_LINK = "next_link"
    LINK_HEADER = "link_header"  # the answer is the bare list


class MarketplaceSpec(DatasetSpec):
    """A dataset with the marketplace's key, paging and limit around it."""

    api_key: str = "demo-marketplace-key"
    paging: PagingStyle = PagingStyle.CURSOR
    max_page_size: int = Field(default=200, ge=1, le=10_000, description="A larger `limit` gives no more than this.")
    rate_limit_per_minute: int = Field(default=1000, ge=0, description="0 lifts the limit.")
