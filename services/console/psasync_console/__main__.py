"""`python -m psasync_console`: runs the console with settings from the environment."""

from functools import partial

from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_console.app import build
from psasync_console.settings import ConsoleSettings


def main() -> None:
    settings = load(ConsoleSettings)
    run("console", settings, partial(build, settings), port=settings.console_port, port_name="console_port")


if __name__ == "__main__":
    main()
