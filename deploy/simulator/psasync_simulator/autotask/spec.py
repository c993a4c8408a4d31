"""What a simulated database of Autotask is made from."""

from typing import Literal

from pydantic import Field

from psasync_simulator.autotask.account import PUBLISHED_THRESHOLD, WINDOW_SECONDS, Account, Keys
from psasync_simulator.autotask.writing.resource import REQUIRED
from psasync_simulator.data.spec import DatasetSpec
from psasync_simulator.limiter import WindowLimiter


class AccountSpec(DatasetSpec):
    """A dataset with Autotask's keys and limits around it. The API user is `<account>@msp.example`."""

    secret: str = "demo-secret"  # noqa: S105 - opens simulated data only
    integration_code: str = "DEMO-INTEGRATION-CODE"
    zone: str = Field(default="webservices5", pattern=r"^webservices[0-9]{1,3}$")
    requests_per_hour: int = Field(default=PUBLISHED_THRESHOLD, ge=0, description="0 lifts the limit.")
    threads: int = Field(default=3, ge=0, description="Calls at a time per endpoint; 0 lifts the limit.")
    others: int = Field(default=0, ge=0, description="Calls of other integrations in the hour's window.")
    slows_down: bool = Field(default=False, description="Half a second per call from half of the limit, then one.")
    suspended_status: Literal[429, 500] = Field(default=500, description="Of the refusal over the limit.")
    unordered: frozenset[str] = Field(default=frozenset(), description="Kinds that are not listed by id.")
    required_of_companies: tuple[str, ...] = Field(
        default=REQUIRED["Companies"], description="Some databases also want phone and ownerResourceID."
    )


def make_account(name: str, spec: AccountSpec) -> Account:
    return Account(
        id=name,
        layout=spec.layout(),
        keys=Keys(spec.secret, spec.integration_code),
        zone=spec.zone,
        limiter=WindowLimiter(spec.requests_per_hour, WINDOW_SECONDS),
        others=spec.others,
        slows_down=spec.slows_down,
        threads=spec.threads,
        suspended_status=spec.suspended_status,
        unordered=spec.unordered,
        required={**REQUIRED, "Companies": spec.required_of_companies},
    )
