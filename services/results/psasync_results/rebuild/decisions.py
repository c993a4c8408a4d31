"""What people did and no event of the folded topics tells: carried over from the live database."""

from psasync.kit.mongo import Database, Document, ReplaceOne, UpdateOne
from psasync_results.rebuild.reading import batches, twins
from psasync_results.store import issues, own_keeping
from psasync_results.store.issue_updates import DISMISSED, OPEN, RESOLVED

_STATE = ("state", "resolution", "closed_at", "closed_by")


async def copy_decisions(live: Database, rebuilt: Database) -> None:
    """Dismissals, what the catalog took away, and how long tenants keep what."""
    ours, theirs = rebuilt.collection(issues.COLLECTION), live.collection(issues.COLLECTION)
    async for documents in batches(ours):
        of_live = await twins(theirs, documents)
        decided = {each["_id"]: decision(of_live.get(each["_id"]), each) for each in documents}
        await ours.bulk_write([UpdateOne({"_id": id_}, {"$set": fields}) for id_, fields in decided.items() if fields])
    async for documents in batches(live.collection(own_keeping.COLLECTION)):
        chosen = [ReplaceOne({"_id": each["_id"]}, each, upsert=True) for each in documents]
        await rebuilt.collection(own_keeping.COLLECTION).bulk_write(chosen)


def decision(live: Document | None, rebuilt: Document) -> Document:
    """The fields of a rebuilt issue that follow from somebody's decision."""
    if live is None:
        return {}
    fields = {"dismissal": live["dismissal"]} if live.get("dismissal") else {}
    same = (live["fence"], live["seq"]) == (rebuilt["fence"], rebuilt["seq"])
    if same and rebuilt["state"] == OPEN and _decided(live):
        fields |= {name: live[name] for name in _STATE if name in live}
    return fields


def _decided(live: Document) -> bool:
    """Whether its state is somebody's decision: what a record proves over names the execution."""
    return live["state"] == DISMISSED or (live["state"] == RESOLVED and live["closed_by"] is None)
