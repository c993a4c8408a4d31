"""What a dataset is made from, in every system."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from psasync_simulator.data.layout import BASE_UNTIL, Layout


class DatasetSpec(BaseModel):
    """Equal specifications give equal records. A system adds keys and limits of its own."""

    model_config = ConfigDict(extra="forbid")

    seed: int = Field(default=1, ge=0)
    size: int = Field(default=2000, ge=2, le=1_000_000, description="Companies, sites and contacts together.")
    companies: int | None = Field(default=None, ge=1, description="In place of five in a hundred.")
    assets: int | None = Field(default=None, ge=0, le=1_000_000, description="In place of a tenth of `size`, added.")
    base_until: datetime = Field(default=BASE_UNTIL, description="Untouched records are older than this.")

    def layout(self) -> Layout:
        return Layout.of(self.seed, self.size, self.companies, self.base_until, assets=self.assets)
