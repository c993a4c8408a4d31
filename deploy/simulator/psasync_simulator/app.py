"""Wiring of the simulator: one process, a path per simulated system, one control interface."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI

from psasync_simulator.autotask.server import Autotask
from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.server import ConnectWise
from psasync_simulator.control import accounts, calls, clock, faults, records, tickets
from psasync_simulator.control.state import Simulation
from psasync_simulator.halopsa.server import HaloPsa
from psasync_simulator.kaseya_bms.server import KaseyaBms
from psasync_simulator.marketplace.server import MarketplaceSystem
from psasync_simulator.settings import SimulatorSettings
from psasync_simulator.syncro.server import Syncro
from psasync_simulator.system import SimulatedSystem

SYSTEMS: tuple[type[SimulatedSystem[Any, Any]], ...] = (
    ConnectWise,
    Autotask,
    HaloPsa,
    KaseyaBms,
    Syncro,
    MarketplaceSystem,
)  # fmt: skip


def build(settings: SimulatorSettings) -> FastAPI:
    simulation = _simulation(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        for system in simulation.systems.values():
            await system.aclose()

    app = FastAPI(title="PSA Sync simulator", version="0.1.0", lifespan=lifespan)
    app.state.simulation = simulation
    for part in (accounts, records, tickets, faults, calls, clock):
        app.include_router(part.router)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    for system in simulation.systems.values():
        for router in system.control_routers():
            app.include_router(router)
        app.mount(f"/{system.name}", system)
    return app


def _simulation(settings: SimulatorSettings) -> Simulation:
    clock_of_all = VirtualClock()
    systems = [make(clock_of_all, settings) for make in SYSTEMS]
    for system in systems:
        system.put_account(settings.demo_account, system.demo_spec())
    return Simulation(clock_of_all, {system.name: system for system in systems})
