"""What the control interface works on."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request

from psasync_simulator.account import Account
from psasync_simulator.clock import VirtualClock
from psasync_simulator.system import SimulatedSystem


@dataclass(frozen=True, slots=True)
class Simulation:
    clock: VirtualClock
    systems: dict[str, SimulatedSystem[Any, Any]]


def simulation(request: Request) -> Simulation:
    state: Simulation = request.app.state.simulation
    return state


SimulationOf = Annotated[Simulation, Depends(simulation)]


def system_named(system: str, simulated: SimulationOf) -> SimulatedSystem[Any, Any]:
    found = simulated.systems.get(system)
    if found is None:
        raise HTTPException(404, f"there is no simulated system {system!r}; there are {sorted(simulated.systems)}")
    return found


SystemOf = Annotated[SimulatedSystem[Any, Any], Depends(system_named)]


def account_named(account: str, system: SystemOf) -> Account:
    found: Account | None = system.accounts.get(account.lower())
    if found is None:
        raise HTTPException(404, f"{system.name} has no simulated account {account!r}")
    return found


AccountOf = Annotated[Account, Depends(account_named)]
