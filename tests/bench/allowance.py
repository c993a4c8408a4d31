"""What the published limits of a system leave of the record path: contacts per hour, however fast anything is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import CallLimit
from psasync_executor.settings import ExecutorSettings
from psasync_scheduler.domain.bodies import ConnectionNew
from tests.bench import reading
from tests.bench.figures import table
from tests.contract.psa.budgets import CountingBudget
from tests.contract.psa.harness import Harness

PART: float = ExecutorSettings.model_fields["executor_budget_part"].default
PER_MINUTE: int = ConnectionNew.model_fields["calls_per_minute"].default
OWN = CallLimit("", PER_MINUTE, 60, "the connection's own calls per minute")
HEAD = ("system", "what bounds it", "calls/h of the executor", "contacts/call", "contacts/h")


@dataclass(frozen=True)
class Allowance:
    limit: CallLimit  # the scarcest of those that a call takes from
    contacts_per_call: float

    @property
    def calls(self) -> float:
        """Of the executor, per hour."""
        return self.limit.calls / self.limit.seconds * 3600 * PART

    def row(self) -> tuple[str, ...]:
        contacts = self.calls * self.contacts_per_call
        return self.limit.name, f"{self.calls:,.0f}", f"{self.contacts_per_call:,.0f}", f"{contacts:,.0f}"


async def of(account: Harness) -> Allowance:
    """By what a complete reading of the contacts takes from the budget."""
    budget = CountingBudget()
    contacts = await reading.read(account, (Entity.CONTACT,), budget)
    scarcest = min((OWN, *budget.limits), key=lambda limit: limit.calls / limit.seconds)
    return Allowance(scarcest, contacts / budget.acquired)


def report(systems: Mapping[str, Allowance]) -> list[str]:
    text = (
        "What the limits that the adapters keep leave of it in reality (the part of the published ones that they allow "
        f"themselves, of which the executor has {PART:.0%}; a connection that says nothing else has {PER_MINUTE} calls "
        "per minute):"
    )
    return [text, "", *table(HEAD, ((name, *allowed.row()) for name, allowed in systems.items()))]
