"""Names for ids and ids for names, asked of the platform as they are needed and remembered for one command."""

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from itertools import islice

from psasync_cli.errors import usage
from psasync_cli.naming import Candidate, is_id, may_begin_an_id, missing, the_one
from psasync_cli.output.words import short
from psasync_client import Client, NotFound, PsaSyncError
from psasync_client.models.scheduler import ConnectionView, SyncView, TenantView

_PAGE = 500
_MOST = 2_000  # of one kind that are read to find one by its beginning, or to name what is listed


class Directory:
    """`usual_tenant`: the one that is meant where none is named; empty for none."""

    def __init__(self, client: Client, usual_tenant: str = "") -> None:
        self._client = client
        self._usual = usual_tenant

    # what is meant

    def tenant(self, text: str | None) -> str:
        """The id of a tenant; of the usual one for None, or the only one there is."""
        wanted = text or self._usual
        if wanted:
            return self._tenant_named(wanted)
        first = list(islice(self._client.tenants.list(limit=2), 2))
        if len(first) == 1:
            return str(first[0].id)
        raise usage(
            "Which tenant?", remedy="--tenant NAME, PSASYNC_TENANT, or psasync profiles tenant NAME for always."
        )

    def tenant_if_named(self, text: str | None) -> str | None:
        """For filters: none is all of them."""
        wanted = text or self._usual
        return self._tenant_named(wanted) if wanted else None

    def connection(self, text: str) -> ConnectionView:
        if is_id(text):
            return self._client.connections.get(text)
        tenant, name = self._split(text)
        found = self._candidates(
            name,
            self._client.connections.list(tenant=tenant, name=name, limit=_PAGE),
            lambda: self._client.connections.list(tenant=tenant, limit=_PAGE),
        )
        return self._client.connections.get(the_one("connection", name, found))

    def sync(self, text: str) -> SyncView:
        if is_id(text):
            return self._client.syncs.get(text)
        tenant, name = self._split(text)
        found = self._candidates(
            name,
            self._client.syncs.list(tenant=tenant, name=name, limit=_PAGE),
            lambda: self._client.syncs.list(tenant=tenant, limit=_PAGE),
        )
        return self._client.syncs.get(the_one("sync", name, found))

    def sync_if_named(self, text: str | None) -> str | None:
        return str(self.sync(text).id) if text else None

    def execution(self, text: str) -> str:
        """The id of an execution; the beginning is enough for one of the latest."""
        if is_id(text):
            return text
        if not may_begin_an_id(text):
            raise usage(f"{text!r} is not the id of an execution.", remedy="psasync history shows them.")
        latest = islice(self._client.executions.list(limit=200), 400)
        return the_one("execution", text, (Candidate(each.id, each.id) for each in latest))

    # what it is called

    def tenant_name(self, tenant: str | None) -> str:
        return self._tenants.get(tenant or "", short(tenant))

    def sync_name(self, sync: str | None) -> str:
        return self._syncs.get(sync or "", short(sync))

    def connection_name(self, connection: str | None) -> str:
        return self._connections.get(connection or "", short(connection))

    @cached_property
    def _tenants(self) -> dict[str, str]:
        return self._named(self._client.tenants.list(limit=_PAGE))

    @cached_property
    def _syncs(self) -> dict[str, str]:
        return self._named(self._client.syncs.list(limit=_PAGE))

    @cached_property
    def _connections(self) -> dict[str, str]:
        return self._named(self._client.connections.list(limit=_PAGE))

    def _named(self, things: Iterable[TenantView | SyncView | ConnectionView]) -> dict[str, str]:
        """A list without names is better than none."""
        try:
            return {each.id: each.name for each in islice(things, _MOST)}
        except PsaSyncError:
            return {}

    def _tenant_named(self, text: str) -> str:
        if is_id(text):
            try:
                return str(self._client.tenants.get(text).id)
            except NotFound:
                raise missing("tenant", text) from None
        found = (Candidate(each.id, each.name) for each in self._client.tenants.list(name=text, limit=_PAGE))
        candidates = list(islice(found, _MOST))
        if not candidates and may_begin_an_id(text):
            candidates = [
                Candidate(each.id, each.name) for each in islice(self._client.tenants.list(limit=_PAGE), _MOST)
            ]
        return the_one("tenant", text, candidates)

    def _split(self, text: str) -> tuple[str | None, str]:
        """`tenant/name`, or a name within the usual tenant or anywhere."""
        tenant, slash, name = text.partition("/")
        if slash and name and tenant:
            return self._tenant_named(tenant), name
        return self.tenant_if_named(None), text

    def _candidates(
        self,
        text: str,
        named: Iterable[SyncView | ConnectionView],
        everything: Callable[[], Iterable[SyncView | ConnectionView]],
    ) -> Iterator[Candidate]:
        found = list(islice(named, _MOST))
        if not found and may_begin_an_id(text):
            found = list(islice(everything(), _MOST))
        return (Candidate(each.id, each.name, self.tenant_name(each.tenant)) for each in found)
