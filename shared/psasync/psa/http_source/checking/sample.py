"""Sampled rows, held against the definition."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from psasync.psa.http_source.checking.finding import Finding
from psasync.psa.http_source.definition import EntityDefinition
from psasync.psa.http_source.definition.canonical_fields import required_fields
from psasync.psa.http_source.definition.paths import MISSING, Path
from psasync.psa.http_source.mapping import EntityMapping


def compare(finding: Finding, mapping: EntityMapping, rows: Sequence[Any]) -> None:
    """Adds what does not fit. It names paths and fields, never a value."""
    finding.rows = len(rows)
    if not rows:
        return
    found = sum(mapping.source_id(row) is not None for row in rows)
    if found < len(rows):
        told = f"there is no id at `{mapping.described.id.text}` in {len(rows) - found} of {len(rows)} rows"
        (finding.odd if found else finding.wrong).append(told)
    _compare_paths(finding, mapping.described, rows)
    _compare_values(finding, mapping, rows)


def _compare_paths(finding: Finding, described: EntityDefinition, rows: Sequence[Any]) -> None:
    nowhere = {
        name: path for name, path in _paths(described) if all(path.find(row) in (MISSING, None, "") for row in rows)
    }
    needed = required_fields(finding.entity) & set(nowhere)
    finding.wrong += [f"there is nothing at `{nowhere[name].text}` for {name}, which is needed" for name in needed]
    rest = [f"{name} (`{path.text}`)" for name, path in nowhere.items() if name not in needed]
    if rest:
        finding.odd.append(f"nothing found for {', '.join(rest)}")


def _paths(described: EntityDefinition) -> Iterator[tuple[str, Path]]:
    for name, field in described.fields.items():
        if field.path:
            yield name, field.path
    for name, path in described.custom_fields.items():
        yield f"custom field {name}", path
    if described.label:
        yield "label", described.label
    if described.business_date:
        yield "business date", described.business_date.path


def _compare_values(finding: Finding, mapping: EntityMapping, rows: Sequence[Any]) -> None:
    identified = [row for row in rows if mapping.source_id(row) is not None]
    unreadable = mapping.mapped(identified).unreadable
    told = [
        f"{message.rstrip('.')} in {times} of {len(rows)} rows"
        for message, times in Counter(one.issue.message for one in unreadable).most_common(5)
    ]
    (finding.wrong if len(unreadable) == len(identified) else finding.odd).extend(told)
