"""Methods of both flavours, one module for each group of operations."""

from collections.abc import Iterable, Iterator

from psasync_client_generator.interface import Endpoint, Interface
from psasync_client_generator.method import Method, method
from psasync_client_generator.schemas import Schemas

HEAD = '"""Generated from docs/openapi: `make docs` writes it anew."""\n'
_IMPORTS = """
import builtins
from collections.abc import AsyncGenerator, Generator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, overload

from psasync_client.answers import Location
from psasync_client.executions import has_ended
from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, executor, relay, results, scheduler
from psasync_client.operation import Nothing, Operation
from psasync_client.pages import AsyncPages, Page, Pages
from psasync_client.resumption import StreamOperation
from psasync_client.streams import AsyncEvents, Events
"""


def operation_modules(interfaces: Iterable[Interface], schemas: Schemas) -> dict[str, str]:
    """The code of each group, by file name."""
    groups: dict[str, list[Endpoint]] = {}
    for each in interfaces:
        for endpoint in each.endpoints:
            groups.setdefault(endpoint.group, []).append(endpoint)
    modules = {f"{group}.py": _module(group, groups[group], schemas) for group in sorted(groups)}
    return {**modules, "__init__.py": _all(sorted(groups))}


def group_class(group: str) -> str:
    return "".join(word.capitalize() for word in group.split("_"))


def _module(group: str, endpoints: list[Endpoint], schemas: Schemas) -> str:
    methods = [method(each, schemas) for each in sorted(endpoints, key=lambda each: each.name)]
    return "\n".join(
        [
            HEAD,
            _IMPORTS,
            *(each.constant for each in methods),
            *_class(group, methods, is_async=False),
            *_class(group, methods, is_async=True),
        ]
    )


def _class(group: str, methods: Iterable[Method], *, is_async: bool) -> Iterator[str]:
    flavour = "Async" if is_async else ""
    yield f"\n\nclass {flavour}{group_class(group)}({flavour}Group):"
    yield f'    """The operations `{group}.*`."""'
    for each in methods:
        yield each.code(is_async=is_async)


def _all(groups: list[str]) -> str:
    lines = [HEAD, "from psasync_client.transport import AsyncTransport, Transport"]
    lines += [
        f"from psasync_client.operations.{group} import Async{group_class(group)}, {group_class(group)}"
        for group in groups
    ]
    for flavour in ("", "Async"):
        lines += [
            f"\n\nclass {flavour}Groups:",
            '    """Every operation, by group."""\n',
            f"    def __init__(self, transport: {flavour}Transport) -> None:",
            *(f"        self.{group} = {flavour}{group_class(group)}(transport)" for group in groups),
        ]
    return "\n".join(lines) + "\n"
