"""`python -m psasync_results`: run the service.

`... rebuild --into PREFIX`: fold the retained window once more.
`... tally`: make all cards and days again from the executions.
"""

import argparse
import asyncio
import sys

from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_results.app import SERVICE, build
from psasync_results.rebuild.command import rebuild
from psasync_results.settings import ResultsSettings
from psasync_results.tally_command import tally_again


def main() -> int:
    parser = argparse.ArgumentParser(prog="psasync_results", description="The results service of PSA Sync.")
    commands = parser.add_subparsers(dest="command")
    again = commands.add_parser("rebuild", help="fold what the topics still hold into another database, and compare")
    again.add_argument("--into", required=True, metavar="PREFIX", help="the prefix of the database to make")
    again.add_argument("--again", action="store_true", help="empty that database first")
    again.add_argument("--no-compare", action="store_true", help="do not hold it against the live one")
    commands.add_parser("tally", help="have running services make all cards and days again from the executions")
    arguments = parser.parse_args()
    settings = load(ResultsSettings)
    if arguments.command == "rebuild":
        return asyncio.run(rebuild(settings, arguments.into, again=arguments.again, compared=not arguments.no_compare))
    if arguments.command == "tally":
        return asyncio.run(tally_again(settings))
    run(SERVICE, settings, lambda: build(settings), port=settings.results_port, port_name="results_port")
    return 0


if __name__ == "__main__":
    sys.exit(main())
