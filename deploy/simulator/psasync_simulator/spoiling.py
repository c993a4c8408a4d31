"""Faults that spoil the right answer."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import orjson

from psasync_simulator.faults import Fault, FaultKind
from psasync_simulator.http import Answer

HUGE_CHARACTERS = 3_000_000

Scalar = str | int | float | bool | None


async def spoil(fault: Fault, answer: Answer) -> Answer:
    """The answer as the fault leaves it; unchanged for a fault that does not spoil, or finds no JSON to spoil."""
    if fault.kind is FaultKind.SLOW:
        await asyncio.sleep(fault.seconds)
        return answer
    make = SPOILERS.get(fault.kind)
    return make(answer) if make else answer


def _of_another_type(value: Scalar) -> Any:
    match value:
        case bool():
            return "perhaps"
        case str():
            return 7
        case None:
            return []
        case _:
            return "seven"


def _with_surrogate(value: Scalar) -> Any:
    return value + "\ud800" if isinstance(value, str) else value


def _each_scalar(change: Callable[[Scalar], Any]) -> Callable[[Answer], Answer]:
    def spoiled(answer: Answer) -> Answer:
        try:
            content = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            return answer
        # The standard encoder: the other one refuses to write surrogates.
        return replace(answer, body=json.dumps(_mapped(content, change)).encode())

    return spoiled


def _mapped(content: Any, change: Callable[[Scalar], Any]) -> Any:
    if isinstance(content, dict):
        return {name: _mapped(value, change) for name, value in content.items()}
    if isinstance(content, list):
        return [_mapped(value, change) for value in content]
    return change(content)


def _huge(answer: Answer) -> Answer:
    grown = False

    def grow(value: Scalar) -> Any:
        nonlocal grown
        if grown or not isinstance(value, str):
            return value
        grown = True
        return "x" * HUGE_CHARACTERS

    return _each_scalar(grow)(answer)


SPOILERS: Mapping[FaultKind, Callable[[Answer], Answer]] = {
    FaultKind.CUT: lambda answer: replace(answer, cut=True),
    FaultKind.BAD_JSON: lambda answer: replace(answer, body=answer.body[:-3] + b"@"),
    FaultKind.WRONG_TYPES: _each_scalar(_of_another_type),
    FaultKind.NULLS: _each_scalar(lambda _: None),
    FaultKind.HUGE: _huge,
    FaultKind.UNICODE: _each_scalar(_with_surrogate),
}
