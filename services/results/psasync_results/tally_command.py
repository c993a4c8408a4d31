"""`python -m psasync_results tally`: cards and days, made again from the executions that are kept."""

import sys

from psasync.kit.clock import RealClock
from psasync.kit.mongo import MongoError, connect
from psasync_results.settings import ResultsSettings
from psasync_results.store.untallied import Untallied

DONE, IMPOSSIBLE = 0, 2


async def tally_again(settings: ResultsSettings) -> int:
    """Only marks the executions: running services take them in. May be repeated at any time. The exit status."""
    database = await connect(settings, "results")
    try:
        marked = await Untallied(database).mark_all(RealClock().now())
    except MongoError as error:
        print(f"The database does not answer: {str(error)[:200]}", file=sys.stderr)  # noqa: T201
        return IMPOSSIBLE
    finally:
        await database.close()
    print(f"{marked} executions are marked; the running services take them into cards and days")  # noqa: T201
    return DONE
