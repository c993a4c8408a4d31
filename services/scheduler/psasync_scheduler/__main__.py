"""`python -m psasync_scheduler`: run the service. `... bootstrap-key [--replace]`: make the first admin key.

`... keyring status|rotate`: which keys seal the stored secrets, and sealing them anew.
"""

import argparse
import asyncio
import sys

from psasync.kit.keyring import Keyring
from psasync.kit.mongo import MongoError, connect
from psasync.kit.service import run
from psasync.kit.settings import load
from psasync_scheduler.app import SERVICE, build
from psasync_scheduler.bootstrap import AlreadyMade, bootstrap_key
from psasync_scheduler.keyring_command import keyring_rotate, keyring_status
from psasync_scheduler.settings import SchedulerSettings


def main() -> int:
    parser = argparse.ArgumentParser(prog="psasync_scheduler", description="The scheduler of PSA Sync.")
    commands = parser.add_subparsers(dest="command")
    key = commands.add_parser("bootstrap-key", help="make the first admin key and print it")
    key.add_argument("--replace", action="store_true", help="end the first key and make it anew")
    sealing = commands.add_parser("keyring", help="which keys seal the stored secrets, and sealing them anew")
    sealing.add_argument("act", choices=["status", "rotate"])
    arguments = parser.parse_args()
    settings = load(SchedulerSettings)
    if arguments.command == "bootstrap-key":
        return asyncio.run(_bootstrap(settings, replace=arguments.replace))
    if arguments.command == "keyring":
        return asyncio.run(_keyring(settings, rotate=arguments.act == "rotate"))
    run(SERVICE, settings, lambda: build(settings), port=settings.scheduler_port, port_name="scheduler_port")
    return 0


async def _bootstrap(settings: SchedulerSettings, *, replace: bool) -> int:
    database = await connect(settings, SERVICE)
    try:
        made = await bootstrap_key(database, replace=replace)
    except AlreadyMade:
        print("The first admin key was made already and is kept nowhere. --replace makes it anew.", file=sys.stderr)
        return 1
    except MongoError as error:
        print(f"The database does not answer: {str(error)[:200]}", file=sys.stderr)
        return 1
    finally:
        await database.close()
    print(made.text)
    return 0


async def _keyring(settings: SchedulerSettings, *, rotate: bool) -> int:
    keyring = Keyring.from_secret(settings.keyring.get_secret_value())
    database = await connect(settings, SERVICE)
    try:
        told = await (keyring_rotate if rotate else keyring_status)(database, keyring)
    except MongoError as error:
        print(f"The database does not answer: {str(error)[:200]}", file=sys.stderr)
        return 1
    finally:
        await database.close()
    print("\n".join(told.lines))
    for complaint in told.complaints:
        print(complaint, file=sys.stderr)
    return 1 if told.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
