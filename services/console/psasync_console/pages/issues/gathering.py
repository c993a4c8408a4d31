"""The questions behind a tenant's issues, asked at the same time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from psasync_client import AsyncClient, NotFound, Page
from psasync_client.models.results import ExecutionView, IssueView
from psasync_client.models.scheduler import SyncView
from psasync_console.pages.issues.view import Group, IssueLine, Retried, groups_of, in_order, lines_of, retried
from psasync_console.pages.issues.wanted import Wanted
from psasync_console.web.platform import together
from psasync_console.web.showing import word

IN_GROUP = 20
"""Lines of a group among others; on its own page there are more."""

PER_PAGE = 50
MOST_OPENED = 8
MOST_RETRIED = 5
_MOST_SYNCS = 200


@dataclass(frozen=True, slots=True)
class Issues:
    """`lines` and `next`: of a list that is not grouped, or of the one group that was chosen."""

    wanted: Wanted
    groups: Sequence[Group]
    lines: Sequence[IssueLine]
    next: str | None
    syncs: Sequence[tuple[str, str]]
    codes: Sequence[tuple[str, str]]
    retried: Sequence[Retried]

    @property
    def count(self) -> int:
        return sum(group.count for group in self.groups)

    @property
    def empty(self) -> bool:
        return not self.groups and not self.lines


async def issues(
    client: AsyncClient, tenant: str, wanted: Wanted, opened: Sequence[str], executions: Sequence[str]
) -> Issues:
    """`opened`: the codes whose groups are unfolded; `executions`: what was tried again from this page."""
    groups, syncs, codes, page, runs = await together(
        client.issues.groups(tenant, state=wanted.state, sync=wanted.sync or None),
        client.syncs.list(tenant=tenant, limit=_MOST_SYNCS).page(),
        client.issues.codes(),
        _chosen(client, tenant, wanted),
        together(*(_retried(client, each) for each in executions[:MOST_RETRIED])),
    )
    names = _names(syncs.items)
    known = {word(each.code): each for each in codes}
    found: list[Group] = []
    if not wanted.by_record:
        shown = [group for group in in_order(groups) if wanted.code in {"", word(group.code)}]
        unfolded = [wanted.code] if wanted.code else _unfolded([word(each.code) for each in shown], opened)
        lists = await together(*(_first(client, tenant, wanted, code) for code in unfolded if not wanted.code))
        of_code = {code: lines_of(each, names, known) for code, each in zip(unfolded, lists, strict=False)}
        found = groups_of(shown, unfolded, of_code)
    return Issues(
        wanted=wanted,
        groups=found,
        lines=lines_of(page.items, names, known),
        next=page.next,
        syncs=sorted(names.items(), key=lambda each: each[1].casefold()),
        codes=sorted(((code, each.title) for code, each in known.items()), key=lambda each: each[1]),
        retried=[retried(each, names) for each in runs],
    )


def _names(syncs: Sequence[SyncView]) -> dict[str, str]:
    return {each.id: each.name for each in syncs}


def _unfolded(codes: Sequence[str], opened: Sequence[str]) -> list[str]:
    """Those that are open on the page, else the first."""
    return [code for code in codes if code in opened][:MOST_OPENED] or list(codes[:1])


async def _chosen(client: AsyncClient, tenant: str, wanted: Wanted) -> Page[IssueView]:
    if not wanted.by_record and not wanted.code:
        return Page([], None)
    listed = client.issues.list(
        tenant,
        state=wanted.state,
        sync=wanted.sync or None,
        entity=wanted.entity or None,
        code=wanted.code or None,
        label=wanted.label or None,
        limit=PER_PAGE,
    )
    return await listed.page(wanted.cursor or None)


async def _first(client: AsyncClient, tenant: str, wanted: Wanted, code: str) -> Sequence[IssueView]:
    page = await client.issues.list(
        tenant, state=wanted.state, sync=wanted.sync or None, code=code, limit=IN_GROUP
    ).page()
    return page.items


async def _retried(client: AsyncClient, execution: str) -> ExecutionView | str:
    """Its id alone while results has not heard of it."""
    try:
        return await client.executions.get(execution)
    except NotFound:
        return execution
