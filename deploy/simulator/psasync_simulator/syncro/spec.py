"""What a simulated Syncro account is made from."""

from typing import Literal

from pydantic import Field

from psasync_simulator.data.spec import DatasetSpec
from psasync_simulator.syncro.errors import PUBLISHED_CALLS

ListName = Literal["customers", "contacts", "assets", "tickets"]


class SyncroSpec(DatasetSpec):
    """A dataset with Syncro's token, limit and differences between its lists around it."""

    token: str = "demo-syncro-token"  # noqa: S105 - opens simulated data only
    rate_limit_per_minute: int = Field(
        default=PUBLISHED_CALLS,
        ge=0,
        description="Calls of all accounts together; 0: calls of this one are neither limited nor counted.",
    )
    page_sizes: dict[ListName, int] = Field(
        default={}, description="Rows per page where they differ from the usual; callers cannot choose."
    )
    without_meta: frozenset[ListName] = Field(
        default=frozenset({"assets"}), description="Lists that do not say how many pages they have."
    )
    newest_first: bool = Field(default=False, description="In which order lists come that are not told one.")
