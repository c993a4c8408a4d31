"""Wiring of the simulator: one process, a path per simulated system, one control interface."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from psasync_simulator.clock import VirtualClock
from psasync_simulator.connectwise.datasets import DatasetSpec, make_company
from psasync_simulator.connectwise.server import ConnectWise
from psasync_simulator.connectwise.webhooks import Sender
from psasync_simulator.control import calls, clock, companies, faults, records, tickets
from psasync_simulator.control.state import Simulation
from psasync_simulator.settings import SimulatorSettings


def build(settings: SimulatorSettings) -> FastAPI:
    simulation = _simulation(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await simulation.sender.aclose()

    app = FastAPI(title="PSA Sync simulator", version="0.1.0", lifespan=lifespan)
    app.state.simulation = simulation
    for part in (companies, records, faults, tickets, calls, clock):
        app.include_router(part.router)

    @app.get("/healthz")
    async def healthz() -> dict[str, str]:
        return {"status": "ok"}

    app.mount("/connectwise", simulation.connectwise)
    return app


def _simulation(settings: SimulatorSettings) -> Simulation:
    clock_of_all = VirtualClock()
    connectwise = ConnectWise(clock_of_all)
    demo = DatasetSpec(
        seed=settings.demo_seed,
        size=settings.demo_size,
        public_key=settings.demo_public_key,
        private_key=settings.demo_private_key,
        client_id=settings.demo_client_id,
        rate_limit_per_minute=settings.rate_limit_per_minute,
    )
    connectwise.companies[settings.demo_company.lower()] = make_company(settings.demo_company, demo)
    sender = Sender(settings.reachable_at, settings.webhook_retry_seconds)
    return Simulation(clock_of_all, connectwise, sender)
