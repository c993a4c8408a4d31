"""`python -m psasync_simulator` runs the simulated PSA systems."""

import socket
import sys

import uvicorn
from pydantic import ValidationError

from psasync_simulator.app import build
from psasync_simulator.settings import SimulatorSettings


def main() -> int:
    try:
        settings = SimulatorSettings()
    except ValidationError as error:
        for mistake in error.errors():
            name = "_".join(str(part) for part in mistake["loc"]).upper()
            print(f"PSASYNC_SIMULATOR_{name}: {mistake['msg']}", file=sys.stderr)
        return 2
    listener = _listen(settings.host, settings.port)
    if listener is None:
        print(
            f"{settings.host}:{settings.port} is taken; set PSASYNC_SIMULATOR_PORT to another port",
            file=sys.stderr,
        )
        return 3
    config = uvicorn.Config(
        build(settings),
        log_level="warning",
        access_log=False,
        date_header=False,  # the simulated systems have a clock of their own
        server_header=False,
        # Longer than clients keep idle connections (httpx: 5 s), so that none is closed while a request is under way.
        timeout_keep_alive=30,
        timeout_graceful_shutdown=2,  # an answer that is slow on order must not hold up the end
    )
    uvicorn.Server(config).run(sockets=[listener])
    return 0


def _listen(host: str, port: int) -> socket.socket | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        return None
    return listener


if __name__ == "__main__":
    sys.exit(main())
