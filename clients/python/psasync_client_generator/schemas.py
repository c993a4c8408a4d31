"""One set of schemas out of all documents: which module has which model, and how strictly."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from psasync_client_generator.interface import Interface, Schema

COMMON = "common"
PAGE = "PageOf_"
_REF = "#/components/schemas/"
_LIMITS = frozenset(
    {
        "minLength", "maxLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
        "minItems", "maxItems", "minProperties", "maxProperties", "patternProperties",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Schemas:
    """`places`: of each interface, the module and the class that a schema's name stands for."""

    models: Mapping[str, Mapping[str, Schema]]  # by module and class
    places: Mapping[str, Mapping[str, tuple[str, str]]]

    def place(self, interface: str, reference: str) -> tuple[str, str]:
        return self.places[interface][reference.removeprefix(_REF)]


def combined(interfaces: list[Interface]) -> Schemas:
    """What several documents have alike is one class, in the module `common`."""
    used = {each.module: _used(each) for each in interfaces}
    shared = _shared(used)
    places = {
        module: {name: (COMMON if name in shared else module, class_name(name)) for name in schemas}
        for module, schemas in used.items()
    }
    models: dict[str, dict[str, Schema]] = {}
    for module, schemas in used.items():
        for name, schema in schemas.items():
            if name.startswith(PAGE):
                continue  # the client's own class holds items of any kind
            home, title = places[module][name]
            models.setdefault(home, {})[title] = _moved(schema, places[module])
    return Schemas(models, places)


def class_name(name: str) -> str:
    """FastAPI puts the module before a name that two models share: its last part tells them apart."""
    module, _, title = name.rpartition("__")
    if not module:
        return name
    words = [word.capitalize() for word in module.rpartition("__")[2].split("_")]
    own = re.findall("[A-Z][a-z0-9]*", title)
    return "".join([*words, *(word for word in own if word not in words)])


def references(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"].removeprefix(_REF)
        node = list(node.values())
    if isinstance(node, list):
        for value in node:
            yield from references(value)


def _used(interface: Interface) -> dict[str, Schema]:
    """All that the public operations refer to, loosened."""
    found: dict[str, Schema] = {}
    waiting = [name for root in interface.roots for name in references(root)]
    while waiting:
        name = waiting.pop()
        if name not in found:
            schema = interface.schemas[name]
            # A named set of words becomes an open enum; without a name it is text, which is open too.
            found[name] = {**_loose(schema), **({"enum": schema["enum"]} if "enum" in schema else {})}
            waiting += references(schema)
    return {name: found[name] for name in sorted(found)}


def _loose(node: Any) -> Any:
    """Without what the service checks by itself, and what a newer one may do otherwise."""
    if isinstance(node, list):
        return [_loose(each) for each in node]
    if not isinstance(node, Mapping):
        return node
    loose = {
        key: {name: _loose(each) for name, each in value.items()} if key == "properties" else _loose(value)
        for key, value in node.items()
        if key not in _LIMITS and key not in {"title", "enum", "const"}
    }
    if loose.get("additionalProperties") is False:
        del loose["additionalProperties"]
    if loose.get("default", ...) is None:
        del loose["default"]
    return loose


def _shared(used: Mapping[str, Mapping[str, Schema]]) -> set[str]:
    """Names that several documents have, each time with the same meaning, down to the last reference."""
    homes: dict[str, list[str]] = {}
    for module, schemas in used.items():
        for name in schemas:
            homes.setdefault(name, []).append(module)
    shared = {
        name
        for name, modules in homes.items()
        if len(modules) > 1 and all(used[module][name] == used[modules[0]][name] for module in modules)
    }
    while True:
        alone = {name for name in shared if not set(references(used[homes[name][0]][name])) <= shared}
        if not alone:
            return shared
        shared -= alone


def _moved(node: Any, places: Mapping[str, tuple[str, str]]) -> Any:
    if isinstance(node, list):
        return [_moved(each, places) for each in node]
    if not isinstance(node, Mapping):
        return node
    if isinstance(node.get("$ref"), str):
        module, title = places[node["$ref"].removeprefix(_REF)]
        return {**node, "$ref": f"{_REF}{module}.{title}"}
    return {key: _moved(value, places) for key, value in node.items()}
