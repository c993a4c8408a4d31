"""The kinds that most systems hold.

How many there are, who belongs to whom and which are refused is the layout's; names and records are the system's.
"""

from psasync_simulator.data.kind import Build, Kind, ParentlessBuild, SmallBuild, parentless, small
from psasync_simulator.data.layout import Layout


def company_kind(name: str, singular: str, build: ParentlessBuild, *, blank: Build | None = None) -> Kind:
    return Kind(
        name,
        singular,
        lambda layout: layout.companies,
        parentless(build),
        refused=lambda layout: layout.nameless_companies,
        blank=blank,
    )


def site_kind(name: str, singular: str, build: Build) -> Kind:
    return Kind(
        name,
        singular,
        lambda layout: layout.sites,
        build,
        parent_of=Layout.company_of_site,
        children_of=Layout.sites_of_company,
    )


def contact_kind(name: str, singular: str, build: Build, *, blank: Build | None = None) -> Kind:
    return Kind(
        name,
        singular,
        lambda layout: layout.contacts,
        build,
        parent_of=Layout.company_of_contact,
        refused=lambda layout: layout.nameless_contacts,
        blank=blank,
    )


def asset_kind(name: str, singular: str, build: Build) -> Kind:
    return Kind(name, singular, lambda layout: layout.assets, build, parent_of=Layout.company_of_asset)


def fixed_kind(name: str, singular: str, count: int, build: SmallBuild) -> Kind:
    """Set-up, such as priorities: equal in every dataset, whatever its size."""
    return Kind(name, singular, lambda _layout: count, small(build))
