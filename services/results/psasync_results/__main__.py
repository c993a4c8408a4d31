"""`python -m psasync_results`: runs the service with settings from the environment."""

from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_results.app import SERVICE, build
from psasync_results.settings import ResultsSettings


def main() -> None:
    settings = load(ResultsSettings)
    run(SERVICE, settings, lambda: build(settings), port=settings.results_port, port_name="results_port")


if __name__ == "__main__":
    main()
