"""Who has a card, which most have who have run: bounds for walks from tenant to tenant."""

from collections.abc import Sequence

from psasync.kit.mongo import Database
from psasync_results.store import cards

BY_TENANT = (("tenant", 1),)
_CARDS_READ = 5_000


class KnownTenants:
    def __init__(self, database: Database) -> None:
        self._cards = database.collection(cards.COLLECTION)

    async def after(self, last: str) -> Sequence[str]:
        """Some of those behind `last`, in order; none only where there are none."""
        wanted = {"tenant": {"$gt": last}}
        found = await self._cards.find_list(wanted, {"tenant": 1, "_id": 0}, BY_TENANT, limit=_CARDS_READ)
        return list(dict.fromkeys(card["tenant"] for card in found))
