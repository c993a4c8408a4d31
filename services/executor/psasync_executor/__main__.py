"""`python -m psasync_executor`."""

from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_executor.app import SERVICE, build
from psasync_executor.settings import ExecutorSettings


def main() -> None:
    settings = load(ExecutorSettings)
    run(SERVICE, settings, lambda: build(settings), port=settings.executor_port, port_name="executor_port")


if __name__ == "__main__":
    main()
