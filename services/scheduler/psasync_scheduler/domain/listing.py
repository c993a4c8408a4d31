"""What a list is asked for, and the place in it where it goes on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from psasync_scheduler.domain.catalog import Tenant, name_key


class State(StrEnum):
    """`active` says that it is not paused itself; what it belongs to may be."""

    ACTIVE = "active"
    PAUSED = "paused"
    ARCHIVED = "archived"


@dataclass(frozen=True, slots=True)
class Wanted:
    """No state: what is not archived. `name`: how it begins. `equal`: fields and their values; None is any."""

    state: State | None = None
    name: str = ""
    equal: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def name_key(self) -> str:
        return name_key(self.name)

    @property
    def archived(self) -> bool:
        return self.state is State.ARCHIVED

    @property
    def active(self) -> bool | None:
        return None if self.state in {None, State.ARCHIVED} else self.state is State.ACTIVE


@dataclass(frozen=True, slots=True)
class Place:
    """Behind this document a list goes on; an empty id is its beginning."""

    id: str = ""
    name_key: str = ""


def matches(tenant: Tenant, wanted: Wanted) -> bool:
    """Whether a list would hold the tenant."""
    right_state = tenant.archived is wanted.archived and wanted.active in {None, tenant.active}
    return right_state and name_key(tenant.name).startswith(wanted.name_key)
