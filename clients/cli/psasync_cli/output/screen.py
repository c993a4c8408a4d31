"""Where a command writes: data to stdout in the chosen form, remarks to stderr."""

import os
import sys
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, TextIO, TypeVar

from rich.console import Console, RenderableType
from rich.text import Text

from psasync_cli.output.column import Column
from psasync_cli.output.encoding import csv_lines, json_line, json_text
from psasync_cli.output.pager import show
from psasync_cli.output.plain import json_safe, paragraphs
from psasync_cli.output.table import facts_of, table_of
from psasync_cli.output.taken import Taken

T = TypeVar("T")

_UNBOUNDED_WIDTH = 1000


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    CSV = "csv"


class Screen:
    """`out` has the data, `err` the remarks; neither shows colours where it is no terminal, or with NO_COLOR."""

    def __init__(self, form: Format = Format.TABLE) -> None:
        self.form = form
        self.out = _console(sys.stdout)
        self.err = _console(sys.stderr)

    @property
    def for_people(self) -> bool:
        return self.form is Format.TABLE

    @property
    def interactive(self) -> bool:
        """Whether somebody can be asked."""
        return sys.stdin.isatty() and sys.stderr.isatty()

    def rows(
        self, items: Iterable[T], columns: Sequence[Column], *, limit: int | None = None, empty: str = "Nothing."
    ) -> None:
        """A list: a table, one JSON object a line, or CSV."""
        taken = Taken(items, limit)
        match self.form:
            case Format.JSON:
                for item in taken:
                    self.write(json_line(item) + "\n")
            case Format.CSV:
                for line in csv_lines(columns, taken):
                    self.write(line)
            case Format.TABLE:
                self._table(list(taken), columns, empty)
        if taken.more:
            self.note(f"These are the first {limit}. --limit shows more, --all everything.")

    def one(self, item: Any, facts: Iterable[tuple[str, str]], *more: RenderableType) -> None:
        """One thing: names and values, one JSON object, or two columns of CSV."""
        match self.form:
            case Format.JSON:
                self.write(json_text(item) + "\n")
            case Format.CSV:
                columns = (Column("", "name"), Column("", "value"))
                for line in csv_lines(columns, [{"name": name, "value": value} for name, value in facts]):
                    self.write(line)
            case Format.TABLE:
                known = [fact for fact in facts if fact[1]]
                if known:
                    self.out.print(facts_of(known))
                for part in more:
                    if known or part is not more[0]:
                        self.out.print()
                    self.out.print(part)

    def done(self, item: Any, sentence: str) -> None:
        """What was done: the thing as data, or a sentence for people."""
        if self.form is Format.TABLE:
            self.out.print(Text(paragraphs(sentence)))
        else:
            self.write(json_line(item) + "\n")

    def write(self, text: str) -> None:
        """Data, as it is; for a terminal its control characters are written out."""
        sys.stdout.write(json_safe(text.replace("\r\n", "\n")) if sys.stdout.isatty() else text)
        sys.stdout.flush()

    def note(self, text: str, style: str = "dim") -> None:
        """A remark beside the data."""
        self.err.print(Text(paragraphs(text), style=style))

    def warn(self, text: str) -> None:
        self.note(text, "yellow")

    def _table(self, items: Sequence[Any], columns: Sequence[Column], empty: str) -> None:
        if items:
            show(self.out, table_of(columns, items))
        else:
            self.note(empty)


def _console(stream: TextIO) -> Console:
    """One that never folds lines that go into a file or another program."""
    width = None if stream.isatty() or os.environ.get("COLUMNS") else _UNBOUNDED_WIDTH
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False, soft_wrap=False)
