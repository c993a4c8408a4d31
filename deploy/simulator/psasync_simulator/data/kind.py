"""A kind of record that a simulated system holds, and how its records are derived."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from psasync_simulator.data.layout import Layout
from psasync_simulator.data.stamps import Stamps

Build = Callable[[Layout, int, int, Stamps, int], dict[str, Any]]
"""The record of (layout, id, version, stamps, parent's id), equal whenever it is asked for."""

ParentlessBuild = Callable[[Layout, int, int, Stamps], dict[str, Any]]
"""The same for kinds without a parent."""

SmallBuild = Callable[[int, int, Stamps], dict[str, Any]]
"""The same for kinds that are equal in every dataset and have no parent."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str  # as the control interface says it
    singular: str  # as the system's messages say it
    base: Callable[[Layout], int]  # how many an untouched dataset has: ids 1 to this
    build: Build
    parent_of: Callable[[Layout, int], int] | None = None  # of a record of the untouched dataset
    children_of: Callable[[Layout, int], range] | None = None  # ids of a parent; None: one global list
    refused: Callable[[Layout], frozenset[int]] = lambda _layout: frozenset()
    blank: Build | None = None  # what a record has that a client created with no more than it had to


def small(build: SmallBuild) -> Build:
    return lambda _layout, number, version, stamps, _parent: build(number, version, stamps)


def parentless(build: ParentlessBuild) -> Build:
    return lambda layout, number, version, stamps, _parent: build(layout, number, version, stamps)
