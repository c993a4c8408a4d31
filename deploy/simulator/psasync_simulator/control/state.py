"""What the control interface works on."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, HTTPException, Request

from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.company import Company
from psasync_simulator.connectwise.server import ConnectWise
from psasync_simulator.connectwise.webhooks import Sender


@dataclass(frozen=True, slots=True)
class Simulation:
    clock: VirtualClock
    connectwise: ConnectWise
    sender: Sender


def simulation(request: Request) -> Simulation:
    state: Simulation = request.app.state.simulation
    return state


SimulationOf = Annotated[Simulation, Depends(simulation)]


def company_named(company: str, simulated: SimulationOf) -> Company:
    found = simulated.connectwise.companies.get(company.lower())
    if found is None:
        raise HTTPException(404, f"there is no simulated company {company!r}")
    return found


CompanyOf = Annotated[Company, Depends(company_named)]
