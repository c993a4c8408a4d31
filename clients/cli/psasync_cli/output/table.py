"""Rows as a table for people."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from psasync_cli.output.column import Column
from psasync_cli.output.plain import paragraphs, plain


def table_of(columns: Sequence[Column], rows: Iterable[Any]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column in columns:
        table.add_column(
            column.heading,
            justify="right" if column.right else "left",
            overflow="fold",
            no_wrap=not column.wide,
        )
    for row in rows:
        table.add_row(*(_cell(column, row) for column in columns))
    return table


def facts_of(facts: Iterable[tuple[str, str]]) -> Table:
    """Names and values, one pair a line; pairs without a value are left out."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in facts:
        if value:
            table.add_row(name, Text(paragraphs(value)))
    return table


def _cell(column: Column, row: Any) -> Text:
    return Text(plain(column.text(row)), style=column.style(row) if column.style else "")
