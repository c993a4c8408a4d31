"""What the addresses of executions hold."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from fastapi import Depends, Path, Query

from psasync_console.pages.executions.records import RecordFilter

ExecutionId: TypeAlias = Annotated[str, Path(max_length=128)]
Text: TypeAlias = Annotated[str, Query(max_length=200)]
Cursor: TypeAlias = Annotated[str | None, Query(max_length=2000)]


def _chosen(outcome: Text = "", entity: Text = "", code: Text = "", label: Text = "") -> RecordFilter:
    return RecordFilter(outcome, entity, code, label)


Chosen: TypeAlias = Annotated[RecordFilter, Depends(_chosen)]
