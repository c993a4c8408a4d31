"""The benchmarks' code on small numbers, so that it cannot rot. No figure is judged."""

from __future__ import annotations

import pytest

from psasync_results.settings import ResultsSettings
from tests.bench import fold
from tests.bench.figures import HEAD, Figure, percentile, table
from tests.bench.lab import settings_from
from tests.bench.live.clients import Arrivals, Events


@pytest.fixture
def settings(settings_env: dict[str, str]) -> ResultsSettings:
    return settings_from(settings_env)


async def test_the_fold_section_counts_all_events_and_names_its_baselines(settings: ResultsSettings) -> None:
    rows = await fold.measure(settings, runs=1, events=2000)

    assert [figure.name for figure, _ in rows] == [
        "raw consumer",
        "raw consumer, each event validated",
        "kit's consumer loop, idle",
        "decode and fold, no database",
        "whole, nightly",
        "bulk insert of the same documents",
        "whole, first import",
    ]
    assert all(figure.median > 0 for figure, _ in rows)
    cells = [figure.row(baseline) for figure, baseline in rows]
    assert [row[-1].partition(" of ")[2] for row in cells] == [
        "",
        "",
        "raw consumer",
        "raw consumer, each event validated",
        "raw consumer, each event validated",
        "",
        "bulk insert of the same documents",
    ]


def test_a_figure_is_a_median_with_its_range_and_its_ratio() -> None:
    figure, baseline = Figure("this", (100.0, 300.0, 200.0)), Figure("that", (400.0,))

    assert table(HEAD, [figure.row(baseline)])[2] == "| this | 200 records/s | 100 to 300 | 50% of that |"


@pytest.mark.parametrize(("part", "expected"), [(0.5, 50), (0.99, 99), (1.0, 100), (0.0, 1)])
def test_a_percentile_is_a_value_that_was_measured(part: float, expected: int) -> None:
    assert percentile(range(100, 0, -1), part) == expected


@pytest.mark.parametrize("size", range(1, 40))
def test_events_are_counted_wherever_the_stream_is_cut(size: int) -> None:
    stream = b"HTTP/1.1 200\r\n\r\n: welcome\n\n" + b"id: 1\nevent: ticket\ndata: {}\n\n" * 5
    counter = Events()

    assert sum(counter.feed(stream[at : at + size]) for at in range(0, len(stream), size)) == 5


def test_an_event_has_arrived_when_the_last_client_has_it() -> None:
    arrivals = Arrivals(clients=2)

    arrivals.moved(0, 3)
    assert arrivals.moments == []
    arrivals.moved(0, 2)
    assert len(arrivals.moments) == 2
    arrivals.moved(2, 3)
    assert arrivals.moments == sorted(arrivals.moments)
    assert len(arrivals.moments) == 3
