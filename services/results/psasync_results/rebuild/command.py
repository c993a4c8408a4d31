"""`python -m psasync_results rebuild`: the retained window, folded again beside the live database and compared."""

import sys

from psasync.kit.clock import RealClock
from psasync.kit.kafka import BrokerAway
from psasync.kit.mongo import Database, MongoError, apply_indexes, connect
from psasync_results.rebuild.comparing import Comparison, compare
from psasync_results.rebuild.decisions import copy_decisions
from psasync_results.rebuild.replay import Replayed, replay
from psasync_results.settings import ResultsSettings
from psasync_results.store import executions
from psasync_results.store.indexes import indexes_of

SAME, DIFFERENT, IMPOSSIBLE = 0, 1, 2
SERVICE = "results"


async def rebuild(settings: ResultsSettings, into: str, *, again: bool, compared: bool) -> int:
    """Into the database `<into>_results`, which must be empty unless `again`. The exit status."""
    if into == settings.mongo_database_prefix:
        return _impossible("--into names the live database; give another prefix.")
    live = await connect(settings, SERVICE)
    rebuilt = await connect(settings.model_copy(update={"mongo_database_prefix": into}), SERVICE)
    try:
        if again:
            await rebuilt.drop()
        elif await _used(rebuilt):
            return _impossible(f"The database {rebuilt.name} is not empty. --again empties it first.")
        await apply_indexes(rebuilt, indexes_of(settings))
        _print_replayed(rebuilt, await replay(settings, rebuilt, RealClock()))
        await copy_decisions(live, rebuilt)
        return _print_compared(await compare(live, rebuilt)) if compared else SAME
    except MongoError as error:
        return _impossible(f"The database does not answer: {str(error)[:200]}")
    except BrokerAway as error:
        return _impossible(f"Kafka does not answer: {str(error)[:200]}")
    finally:
        await rebuilt.close()
        await live.close()


async def _used(database: Database) -> bool:
    return await database.collection(executions.COLLECTION).find_one({}, {"_id": 1}) is not None


def _print_replayed(database: Database, replayed: Replayed) -> None:
    for topic, count in replayed.read.items():
        _say(f"{topic}: {count} records")
    _say(f"{replayed.cut} executions began before the retained window and are left out")
    _say(f"rebuilt into {database.name}; no status event was sent")


def _print_compared(found: Comparison) -> int:
    _say(f"compared {found.executions} executions with {found.records} records, and {found.issues} issues")
    if found.still_running:
        _say(f"{found.still_running} executions still run and were not compared")
    if found.only_rebuilt:
        _say(f"{found.only_rebuilt} executions are no longer in the live database")
    for line in found.shown:
        _say(f"  {line}")
    _say(f"{found.different} differences" if found.different else "no difference")
    return DIFFERENT if found.different else SAME


def _impossible(text: str) -> int:
    print(text, file=sys.stderr)  # noqa: T201
    return IMPOSSIBLE


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
