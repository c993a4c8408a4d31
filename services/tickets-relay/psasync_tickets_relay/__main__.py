"""`python -m psasync_tickets_relay`: runs the relay with settings from the environment."""

from functools import partial

from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_tickets_relay.app import build
from psasync_tickets_relay.settings import RelaySettings


def main() -> None:
    settings = load(RelaySettings)
    run("tickets-relay", settings, partial(build, settings), port=settings.relay_port, port_name="relay_port")


if __name__ == "__main__":
    main()
