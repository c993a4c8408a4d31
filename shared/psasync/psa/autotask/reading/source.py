"""What reading works with."""

from dataclasses import dataclass

from psasync.psa.autotask.client import Client
from psasync.psa.autotask.names import NameBook
from psasync.psa.autotask.picklists import Picklists


@dataclass(frozen=True, slots=True)
class Source:
    client: Client
    picklists: Picklists
    names: NameBook

    @classmethod
    def of(cls, client: Client) -> "Source":
        picklists = Picklists(client)
        return cls(client, picklists, NameBook(client, picklists))
