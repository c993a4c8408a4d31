"""What reading needs of one open connection."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.mapping import Instance, map_rows
from psasync.psa.halopsa.reading.main_sites import MainSites
from psasync.psa.port import ReadScope
from psasync.psa.toolkit.rows import Mapped


@dataclass(frozen=True, slots=True)
class Source:
    client: Client
    instance: Instance
    main_sites: MainSites

    @classmethod
    def of(cls, client: Client) -> Self:
        connection = client.connection
        instance = Instance(connection.time_zone, connection.choices.asset_fields)
        return cls(client, instance, MainSites(client))

    def mapped(self, scope: ReadScope, rows: Iterable[Any]) -> Mapped:
        return map_rows(scope.entity, self.instance, rows, scope.custom_fields)
