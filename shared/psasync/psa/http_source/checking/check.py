"""Entity by entity: one page of the list, one record by its id, one read of what has changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import partial

from psasync.contracts.issues import CATALOGUE, IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind
from psasync.psa.http_source.checking.finding import Finding
from psasync.psa.http_source.checking.paging import compare_paging
from psasync.psa.http_source.checking.sample import compare
from psasync.psa.http_source.client import Client
from psasync.psa.http_source.definition.paths import MISSING
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.reading.answers import Answer, ask
from psasync.psa.http_source.reading.by_ids import look_up
from psasync.psa.http_source.reading.filters import filters
from psasync.psa.http_source.reading.paging import pager_of
from psasync.psa.port import CheckReport, Probe, PsaError, ReadScope
from psasync.psa.toolkit.checking import Suspects, Trial, checked, failed, tried

SAMPLE = 100
"""Rows that are looked at."""

SUSPECTS = Suspects(
    address=("settings.base_url", "settings.definition"),
    credentials=("settings.auth", "settings.username", "settings.header_name", "secrets.secret"),
)

_MAX_WORDS = 1900
_CORRECT = "Correct the definition of the connection."
_CODES = {
    ErrorKind.AUTHORIZATION: IssueCode.PERMISSION_MISSING,
    ErrorKind.CONFIGURATION: IssueCode.MAPPING_INVALID,
}


async def check(client: Client, mappings: Mapping[Entity, EntityMapping]) -> CheckReport:
    """Never raises for a refusal."""
    return await checked(partial(_look, client, mappings), SUSPECTS)


async def _look(client: Client, mappings: Mapping[Entity, EntityMapping]) -> CheckReport:
    made: dict[Entity, Finding] = {}

    async def look(entity: Entity, mapping: EntityMapping) -> None:
        made[entity] = await _look_at(client, entity, mapping)

    found = await tried([Trial((entity,), partial(look, entity, mapping), "") for entity, mapping in mappings.items()])
    findings = list(made.values())
    readable = {finding.entity: finding.readable for finding in findings}
    probes = tuple(_probe(made[probe.entity]) if probe.entity in made else probe for probe in found.probes)
    if found.failure is not None:
        return failed(found.failure, SUSPECTS, readable=readable, probes=probes)
    kind = _kind(findings)
    return CheckReport(
        ok=all(finding.ok for finding in findings),
        error_kind=kind,
        message=_words(findings),
        readable=readable,
        code=None if kind is None else _CODES[kind],
        hint="" if kind is None else CATALOGUE[_CODES[kind]].action,
        fields=("settings.definition",) if kind is ErrorKind.CONFIGURATION else (),
        probes=probes,
    )


def _probe(finding: Finding) -> Probe:
    if not finding.readable:
        return Probe(
            finding.entity, readable=False, reason=finding.words, hint=CATALOGUE[IssueCode.PERMISSION_MISSING].action
        )
    told = "" if finding.ok else finding.words
    return Probe(finding.entity, readable=True, reason=told, hint=_CORRECT if told else "")


def _kind(findings: Sequence[Finding]) -> ErrorKind | None:
    if not all(finding.readable for finding in findings):
        return ErrorKind.AUTHORIZATION
    return None if all(finding.ok for finding in findings) else ErrorKind.CONFIGURATION


def _words(findings: Sequence[Finding]) -> str:
    """What must be corrected comes first."""
    text = ". ".join(finding.words for finding in sorted(findings, key=lambda one: one.ok))
    return text if len(text) <= _MAX_WORDS else f"{text[:_MAX_WORDS]} ..."


async def _look_at(client: Client, entity: Entity, mapping: EntityMapping) -> Finding:
    """Raises what is wrong with the source as a whole."""
    finding = Finding(entity)
    try:
        answer = await _first_page(client, mapping)
        compare(finding, mapping, answer.rows[:SAMPLE])
        await compare_paging(client, finding, mapping, answer)
        await _try_by_id(client, finding, mapping, answer)
        await _try_updated_since(client, finding, mapping, answer)
    except PsaError as error:
        if error.kind is ErrorKind.AUTHORIZATION:
            finding.readable = False
        elif error.kind is ErrorKind.CONFIGURATION or error.code is IssueCode.SOURCE_ANSWER_INVALID:
            finding.wrong.append(error.message)
        else:
            raise
    return finding


async def _first_page(client: Client, mapping: EntityMapping, scope: ReadScope | None = None) -> Answer:
    described = mapping.described
    asked = pager_of(described.paging).ask({}, described.paging.size)
    chosen = filters(described, scope) if scope else {}
    return await ask(client, mapping, client.url_of(described.path, {**described.query, **chosen, **asked.parameters}))


async def _try_by_id(client: Client, finding: Finding, mapping: EntityMapping, answer: Answer) -> None:
    by_id = mapping.described.by_id
    source_id = next(filter(None, map(mapping.source_id, answer.rows)), None)
    if by_id is None or source_id is None:
        return
    row, _ = await look_up(client, mapping, by_id, source_id)
    if row is MISSING:
        finding.wrong.append(f"by_id: there is no record at {by_id.path} for an id of the list")


async def _try_updated_since(client: Client, finding: Finding, mapping: EntityMapping, answer: Answer) -> None:
    """A source that takes no notice of the parameter is read whole each time: right, and slow."""
    since = mapping.described.updated_since
    if since is None:
        return
    scope = ReadScope(finding.entity, updated_since=answer.asked_at or datetime.now(UTC))
    changed = await _first_page(client, mapping, scope)
    if answer.rows and list(changed.found.names) == list(answer.found.names):
        finding.odd.append(f"the source takes no notice of the parameter {since.parameter}")
