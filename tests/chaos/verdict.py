"""Whether what schedulers have left behind is what the almanac says: each occurrence fired once, or was missed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from psasync.contracts import cloudevents
from psasync.contracts.execution_id import execution_id
from psasync.contracts.topics import CATALOG_CHANGED, SYNC_REQUESTED
from tests.chaos.replicas import Replicas
from tests.chaos.watched import MARGIN, Watched, Window


@dataclass(frozen=True)
class Downtime:
    """No replica worked between these moments of simulated time, and one answered at the third."""

    since: datetime
    until: datetime
    answered: datetime

    def touches(self, window: Window) -> bool:
        return self.since < window.latest and window.earliest < self.answered


@dataclass
class Story:
    """All that can be read afterwards."""

    occurrences: Sequence[Mapping[str, Any]]
    requests: Sequence[Any]  # records of the topic, in their order
    announcements: Sequence[Any]
    downtimes: Sequence[Downtime] = ()
    grace: timedelta = timedelta(hours=12)
    tally: Counter[str] = field(default_factory=Counter)

    @classmethod
    async def of(cls, replicas: Replicas, downtimes: Sequence[Downtime] = ()) -> Story:
        return cls(
            await replicas.documents("occurrences"),
            await replicas.published(SYNC_REQUESTED),
            await replicas.published(CATALOG_CHANGED),
            downtimes,
        )

    def check(self, watched: Iterable[Watched], first: datetime, last: datetime) -> None:
        published = self._published()
        by_sync: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for document in self.occurrences:
            by_sync[document["sync"]].append(document)
        syncs = {one.id: one for one in watched}
        assert set(by_sync) <= set(syncs), "occurrences of syncs that are not known"
        for one in syncs.values():
            documents = sorted(by_sync[one.id], key=lambda document: document["name"])
            self._check_names(one, documents, list(one.windows(first, last)))
            self._check_published(one, documents, published.pop(one.id, []))
            self._check_downtimes(one, documents)
        assert not published, "requests of syncs that are not known"
        self._check_announced()

    def _check_names(self, one: Watched, documents: Sequence[Mapping[str, Any]], windows: Sequence[Window]) -> None:
        fired = [document["name"] for document in documents if document["state"] == "fired"]
        missed = [document for document in documents if document["state"] == "missed"]
        assert len(set(fired)) == len(fired), f"{one}: fired twice"
        may = {window.name for window in windows if one.may(window)}
        told = Counter(fired)
        for each in missed:
            covered = [name for name in may if each["first"] <= name <= each["name"]]
            assert len(covered) == each["count"], f"{one}: {each} covers {sorted(covered)}"
            assert {each["first"], each["name"]} <= may, f"{one}: {each} names what never was"
            told.update(covered)
        twice = sorted(name for name, times in told.items() if times > 1)
        assert not twice, f"{one}: {twice} fired and missed, or missed twice: {documents}"
        assert set(told) <= may, f"{one}: {sorted(set(told) - may)} should not have come"
        must = {window.name: window for window in windows if one.must(window)}
        assert must.keys() <= set(told), f"{one}: {sorted(must.keys() - set(told))} neither fired nor missed"
        self.tally.update({"must": len(must), "fired": len(fired), "missed": sum(each["count"] for each in missed)})
        up = {name for name, window in must.items() if not any(down.touches(window) for down in self.downtimes)}
        self.tally.update({"while up": len(up), "fired while up": len(up & set(fired))})

    def _check_published(
        self, one: Watched, documents: Sequence[Mapping[str, Any]], records: Sequence[tuple[str, str, bytes]]
    ) -> None:
        fired = {each["execution"]: each["name"] for each in documents if each["state"] == "fired"}
        bodies: dict[str, set[bytes]] = defaultdict(set)
        for execution, _, body in records:
            bodies[execution].add(body)
        assert bodies.keys() == fired.keys(), f"{one}: published {bodies.keys() ^ fired.keys()} differs from fired"
        assert all(len(each) == 1 for each in bodies.values()), f"{one}: one id with different requests"
        firsts = [fired[execution] for execution in dict.fromkeys(execution for execution, _, _ in records)]
        assert firsts == sorted(firsts), f"{one}: out of order: {firsts}"
        self.tally.update({"published": len(records), "again": len(records) - len(firsts)})

    def _check_downtimes(self, one: Watched, documents: Sequence[Mapping[str, Any]]) -> None:
        if one.edited:  # a smaller spread puts what is still to come into the past
            return
        fired = [document["planned_for"] for document in documents if document["state"] == "fired"]
        for down in self.downtimes:
            made_up = [each for each in fired if down.since + MARGIN < each < down.until - MARGIN]
            assert len(made_up) <= 1, f"{one}: {made_up} all made up for after {down}"
            assert all(each > down.until - self.grace - MARGIN for each in made_up), f"{one}: {made_up} after {down}"
            self.tally.update({"made up": len(made_up)})

    def _check_announced(self) -> None:
        missed = {(each["sync"], each["name"]) for each in self.occurrences if each["state"] == "missed"}
        events = [orjson.loads(record.value) for record in self.announcements]
        announced = {(each["subject"], each["occurrence"]) for each in events if each["change"] == "occurrence.missed"}
        assert announced == missed, f"announced {announced ^ missed} differs from missed"

    def _published(self) -> dict[str, list[tuple[str, str, bytes]]]:
        """By sync: execution id, event id and body of each record, in order."""
        found: dict[str, list[tuple[str, str, bytes]]] = defaultdict(list)
        for record in self.requests:
            body, envelope = orjson.loads(record.value), cloudevents.parse(record.headers)
            named = execution_id(source=envelope.source, event_id=envelope.id, tenant=body["tenant"], sync=body["sync"])
            assert record.key.decode() == body["sync"]
            found[body["sync"]].append((named, envelope.id, record.value))
        return found
