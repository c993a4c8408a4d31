"""One operation as a constant and two methods."""

import keyword
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from psasync_client_generator.docstrings import docstring
from psasync_client_generator.interface import Endpoint, Schema
from psasync_client_generator.schemas import PAGE, Schemas
from psasync_client_generator.types_of import Place, answer_type, body_type, parameter_type

_LAST_EVENT_ID = "last-event-id"
_IDEMPOTENCY_KEY = "idempotency-key"
_ENDS: Mapping[str, str] = {"executions.watch": "has_ended"}
"""Streams of one execution, which are over at some time, and how that is seen. All others go on until they are left."""

_WITHIN = frozenset({"closed"})
"""Events between service and client: the client comes back by itself."""


@dataclass(frozen=True)
class Parameter:
    """`where`: path, query or header; `word`: its name in code."""

    name: str
    where: str
    word: str
    type: str
    required: bool
    description: str

    @property
    def declared(self) -> str:
        return f"{self.word}: {self.type}" if self.required else f"{self.word}: {self.type} | None = None"


@dataclass(frozen=True)
class Method:
    """`kind`: how it answers; see `_kind`."""

    endpoint: Endpoint
    parameters: tuple[Parameter, ...]
    body: str | None  # how it is declared
    kind: str
    answers: Mapping[str, str]  # types by status, or by event

    @property
    def constant(self) -> str:
        """What the methods send."""
        endpoint = self.endpoint
        path = endpoint.path
        for each in self._of("path"):
            path = path.replace("{" + each.name + "}", "{}")
        arguments = [f'"{endpoint.id}"', f'"{endpoint.service}"', f'"{endpoint.method}"', f'"{path}"']
        arguments += self._promises()
        kind = "StreamOperation" if self.kind == "stream" else "Operation"
        return f"\n{self._constant}: {kind}[{self._promised}] = {kind}({', '.join(arguments)})"

    def code(self, *, is_async: bool) -> str:
        """In a class of its flavour."""
        waits = is_async and self.kind == "answer"
        start = "    async def" if waits else "    def"
        returns = self._returns(is_async=is_async)
        lines = list(self._overloads(start))
        lines += [f"    {start.strip()} {self.endpoint.name}({', '.join(self._signature())}) -> {returns}:"]
        lines += [docstring(self.endpoint.description, {each.word: each.description for each in self.parameters})]
        lines += [f"        return {'await ' if waits else ''}self.{self._sender}({', '.join(self._passed())})"]
        return "\n".join(["", *lines])

    @property
    def _constant(self) -> str:
        return "_" + self.endpoint.name.upper()

    @property
    def _sender(self) -> str:
        return {"answer": "_send", "pages": "_pages", "stream": "_events", "download": "_download"}[self.kind]

    @property
    def _conditional(self) -> bool:
        """Whether it may answer that nothing has changed."""
        return "304" in self.answers

    @property
    def _promised(self) -> str:
        if self.kind == "download":
            return "bytes"
        types = [each.replace("Nothing", "None") for each in dict.fromkeys(self.answers.values())]
        return f"Page[{types[0]}]" if self.kind == "pages" else " | ".join(types)

    def _promises(self) -> Iterator[str]:
        if self.kind == "stream":
            yield "events={" + ", ".join(f'"{name}": {each}' for name, each in self.answers.items()) + "}"
            if self.endpoint.id in _ENDS:
                yield f"ends={_ENDS[self.endpoint.id]}, late=True"
        elif self.kind == "answer":
            yield "{" + ", ".join(f"{status}: {each}" for status, each in self.answers.items()) + "}"
        if any(each.name == _IDEMPOTENCY_KEY for each in self.parameters):
            yield "keyed=True"

    def _returns(self, *, is_async: bool) -> str:
        flavour = "Async" if is_async else ""
        types = " | ".join(dict.fromkeys(self.answers.values()))
        if self.kind == "stream":
            return f"{flavour}Events[{types}]"
        if self.kind == "pages":
            return f"{flavour}Pages[{types}]"
        if self.kind == "download":
            return f"{flavour}Generator[bytes, None]" if is_async else "Generator[bytes, None, None]"
        return self._promised

    def _signature(self, *, without: str | None = None, required: str | None = None) -> list[str]:
        """`without` leaves a parameter out; `required` takes the default from one."""
        declared = ["self", *(each.declared for each in self._of("path"))]
        declared += [self.body] if self.body else []
        optional = [each for each in self.parameters if each.where != "path" and each.word != without]
        optional.sort(key=lambda each: not each.required)
        if optional:
            declared += ["*", *(each.declared for each in optional)]
        return [each.removesuffix(" = None") if required and each.startswith(required) else each for each in declared]

    def _overloads(self, start: str) -> Iterator[str]:
        """Only who asks whether something has changed can be told that it has not."""
        if not self._conditional:
            return
        changed = self.answers["200"]
        for signature, returns in (
            (self._signature(without="if_none_match"), changed),
            (self._signature(required="if_none_match"), self._promised),
        ):
            yield "    @overload"
            yield f"{start} {self.endpoint.name}({', '.join(signature)}) -> {returns}: ..."

    def _passed(self) -> Iterator[str]:
        yield self._constant
        if self.kind == "pages":
            yield self.answers["200"]
        yield from (each.word for each in self._of("path"))
        apart = {"cursor"} if self.kind == "pages" else set()
        for where, argument in (("query", "query"), ("header", "headers")):
            values = [each for each in self._of(where) if each.name not in apart | {_LAST_EVENT_ID}]
            if values or (self.kind == "pages" and where == "query"):
                yield f"{argument}={{" + ", ".join(f'"{each.name}": {each.word}' for each in values) + "}"
        if self.body:
            yield "body=body"
        if self.kind == "pages":
            yield "cursor=cursor"
        if self.kind == "stream":
            yield "last_event_id=last_event_id"

    def _of(self, where: str) -> list[Parameter]:
        return [each for each in self.parameters if each.where == where]


def method(endpoint: Endpoint, schemas: Schemas) -> Method:
    place: Place = partial(schemas.place, endpoint.service)
    kind, answers = _kind(endpoint, place)
    body = endpoint.description.get("requestBody")
    declared = None
    if body is not None:
        declared = f"body: {body_type(body['content']['application/json']['schema'], place)}"
        declared += "" if body.get("required") else " | None = None"
    return Method(endpoint, tuple(_parameters(endpoint, place)), declared, kind, answers)


def _kind(endpoint: Endpoint, place: Place) -> tuple[str, Mapping[str, str]]:
    """A stream of events, a download, pages of a list, or an answer; and the types that it gives."""
    good = {status: answer for status, answer in endpoint.description["responses"].items() if status < "400"}
    content: Mapping[str, Schema] = good.get("200", {}).get("content", {})
    if "text/event-stream" in content:
        events = endpoint.description["x-events"]
        return "stream", {name: answer_type(each, place) for name, each in events.items() if name not in _WITHIN}
    if content and "application/json" not in content:
        return "download", {}
    answers = {status: _answer(status, answer, place) for status, answer in good.items()}
    listed = [each for each in answers.values() if f".{PAGE}" in each]
    if listed:
        _, title = listed[0].split(".")
        return "pages", {"200": _item(title, listed[0])}
    return "answer", answers


def _answer(status: str, answer: Schema, place: Place) -> str:
    if status == "303":
        return "Location"
    content = answer.get("content", {})
    return answer_type(content["application/json"]["schema"], place) if content else "Nothing"


def _item(title: str, page: str) -> str:
    return page.replace(title, title.removeprefix(PAGE).removesuffix("_"))


def _parameters(endpoint: Endpoint, place: Place) -> Iterator[Parameter]:
    """What can be sent in two ways, for clients that can set no header, is sent as a header."""
    described = endpoint.description.get("parameters", [])
    headers = {_word(each["name"]) for each in described if each["in"] == "header"}
    for each in described:
        if each["in"] == "query" and _word(each["name"]) in headers:
            continue
        kind = "int | str" if each["name"] == "if-match" else parameter_type(each["schema"], place)
        yield Parameter(
            each["name"],
            each["in"],
            _word(each["name"]),
            kind,
            each.get("required", False),
            each.get("description", ""),
        )


def _word(name: str) -> str:
    word = name.replace("-", "_")
    return f"{word}_" if keyword.iskeyword(word) else word
