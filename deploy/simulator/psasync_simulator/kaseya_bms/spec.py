"""What a simulated company's BMS is made from."""

from typing import Literal

from pydantic import Field

from psasync_simulator.data.spec import DatasetSpec
from psasync_simulator.kaseya_bms.webhooks.signing import Form


class BmsSpec(DatasetSpec):
    """A dataset with BMS's login, limits and doubtful points around it."""

    user_name: str = "demo-api"
    password: str = "demo-password"  # noqa: S105 - opens simulated data only
    hourly_limit: int = Field(default=1500, ge=0, description="Calls of each endpoint; 0 lifts the limit.")
    token_seconds: float = Field(default=900, gt=0, description="Life of an access token, by the simulated clock.")
    refresh_seconds: float = Field(default=3600, gt=0, description="Life of a refresh token; each is good for once.")
    refused_login: Literal[200, 401] = Field(default=200, description="The status of a refused login.")
    expired_token: Literal[200, 401] = Field(default=401, description="The status of a call with an old token.")
    first_page: Literal[0, 1] = Field(default=1, description="What a list's first page is called.")
    largest_page: int = Field(default=100, ge=1, description="A larger `PageSize` is cut to this.")
    sorts: bool = Field(default=True, description="False: lists come with the newest first, whatever `Sort` says.")
    signature: Form = Field(default="sha256-hex", description="How webhooks with a secret are signed.")
    pascal_case: bool = Field(default=False, description="Keys as the API's description writes them.")
