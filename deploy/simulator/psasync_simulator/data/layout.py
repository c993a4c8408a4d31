"""How a dataset of a given size divides into companies, sites, contacts and assets, and which belongs to which.

All of it is arithmetic, so that a million records cost no memory.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from psasync_simulator.data.mix import mix
from psasync_simulator.data.streams import ASSET, CONTACT

YEARS_OF_DATA = 3
BASE_UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
"""No record of an untouched dataset was entered or updated at or after this time."""


@dataclass(frozen=True, slots=True)
class Layout:
    seed: int
    companies: int
    sites: int
    contacts: int
    assets: int
    tickets: int
    base_until: int  # seconds since 1970

    @classmethod
    def of(
        cls,
        seed: int,
        size: int,
        companies: int | None = None,
        base_until: datetime = BASE_UNTIL,
        *,
        assets: int | None = None,
    ) -> "Layout":
        """Five in a hundred records are companies, the rest sites and contacts, half each. Assets come on top."""
        count = companies if companies is not None else max(1, size // 20)
        rest = max(0, size - count)
        return cls(
            seed=seed,
            companies=count,
            sites=rest // 2,
            contacts=rest - rest // 2,
            assets=assets if assets is not None else size // 10,
            tickets=max(5, min(200, size // 50)),
            base_until=int(base_until.timestamp()),
        )

    @property
    def base_from(self) -> int:
        return self.base_until - YEARS_OF_DATA * 365 * 86_400

    def company_of_site(self, site: int) -> int:
        return 1 + (site - 1) * self.companies // self.sites

    def sites_of_company(self, company: int) -> range:
        """The ids of the company's first sites: one unbroken range, the inverse of `company_of_site`."""
        if company > self.companies:
            return range(0)
        first = -(-(company - 1) * self.sites // self.companies)
        last = -(-company * self.sites // self.companies)
        return range(first + 1, last + 1)

    def company_of_contact(self, contact: int) -> int:
        return 1 + (mix(self.seed, CONTACT, contact) >> 20) % self.companies

    def contact_of_asset(self, asset: int) -> int | None:
        """The user of an asset; None only in a dataset without contacts."""
        return 1 + (mix(self.seed, ASSET, asset) >> 20) % self.contacts if self.contacts else None

    def company_of_asset(self, asset: int) -> int:
        """The company of its user, so that an asset and its contact never belong to two companies."""
        contact = self.contact_of_asset(asset)
        return self.company_of_contact(contact) if contact else 1 + mix(self.seed, ASSET, asset) % self.companies

    @property
    def nameless_companies(self) -> frozenset[int]:
        """Made so that a destination must refuse it. A dataset with one company spares it."""
        return frozenset({self.companies // 2 + 1}) if self.companies > 1 else frozenset()

    @property
    def nameless_contacts(self) -> frozenset[int]:
        """Made so that a destination must refuse them: with the companies, two in any dataset that has room."""
        wanted = 2 - len(self.nameless_companies)
        middle = self.contacts // 2 + 1
        return frozenset(n for n in range(middle, middle + wanted) if n <= self.contacts)
