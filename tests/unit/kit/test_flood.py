from __future__ import annotations

import logging

from psasync.kit.logging.flood import FloodFilter


class Time:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def record(name: str, message: str, *args: object, level: int = logging.ERROR) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, message, args, None)


def passed(flood: FloodFilter, *records: logging.LogRecord) -> list[str]:
    return [one.getMessage() for one in records if flood.filter(one)]


def test_a_flood_of_one_template_passes_once_per_interval_and_is_counted() -> None:
    time = Time()
    flood = FloodFilter(10, monotonic=time)
    out = []
    for _ in range(1400):
        out += passed(flood, record("aiokafka.client", "Unable connect to node with id %s: %s", 1, "refused"))
        time.now += 1 / 140
    assert len(out) == 1
    time.now = 111
    out = passed(flood, record("aiokafka.client", "Unable connect to node with id %s: %s", 1, "refused"))
    assert out == ["Unable connect to node with id 1: refused (1399 more like this in 11 s)"]


def test_numbers_do_not_make_a_new_template() -> None:
    flood = FloodFilter(10, monotonic=Time())
    assert len(passed(flood, *(record("faststream", f"attempt {n} failed at 0x{n:x}") for n in range(50)))) == 1


def test_templates_levels_and_loggers_are_told_apart() -> None:
    flood = FloodFilter(10, monotonic=Time())
    different = [
        record("aiokafka", "a"),
        record("aiokafka", "b"),
        record("aiokafka", "a", level=logging.WARNING),
        record("pymongo.topology", "a"),
    ]
    assert len(passed(flood, *different)) == 4


def test_our_own_lines_always_pass() -> None:
    flood = FloodFilter(10, monotonic=Time())
    assert len(passed(flood, *(record("psasync_executor.page", "page") for _ in range(20)))) == 20


def test_memory_is_bounded() -> None:
    flood = FloodFilter(10, monotonic=Time())
    for n in range(5000):
        flood.filter(record("aiokafka", "x" * 20 + chr(0x4E00 + n)))
    assert len(flood._seen) <= 512
