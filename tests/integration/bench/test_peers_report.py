"""What stands below the peers' table."""

from __future__ import annotations

from tests.bench.passes import Pass
from tests.bench.peer_venvs import DLT, SINGER
from tests.bench.peers_report import Runs, candidates, goal, report, stages

TRIED = {DLT: {"duckdb": 2.0, "jsonl": 1.04}, SINGER: {"msgspec": 3.0}}


def test_goals_are_told_with_their_ratio_and_whether_they_are_reached() -> None:
    assert goal("first import", 4.0, "dlt", 4) == "first import 4.00 times dlt, at least 4: reached"
    assert goal("no change", 0.99, "the tap", 1) == "no change 0.99 times the tap, at least 1: missed"


def test_candidates_and_stages_are_told_in_seconds() -> None:
    assert candidates(TRIED) == (
        "Candidates, the best try of each: dlt duckdb 2.0 s, jsonl 1.0 s; singer-sdk msgspec 3.0 s."
    )
    told = [{"extract": 1.0, "total": 3.0, "cpu": 9.0}, {"extract": 2.0, "total": 5.0, "cpu": 9.0}]
    assert stages(told) == "extract 1.5 s, total 4.0 s"


def test_each_of_ours_is_measured_against_its_own_peer() -> None:
    ours = Pass(records=100, seconds=1, settled_seconds=2, cpu_seconds={})
    runs = Runs(
        100,
        TRIED,
        loaded=[{"total": 4.0, "cpu": 0.1}],
        emitted=[{"total": 1.0, "cpu": 0.1}],
        first=[ours],
        unchanged=[ours],
    )
    lines = report(runs)
    assert "| PSA Sync, first import | 50 records/s | 50 to 50 | 200% of dlt 1.31.0 to jsonl |" in lines
    assert any("50% of tap" in line for line in lines)
    assert any("first import 2.00 times dlt, at least 4: missed" in line for line in lines)
    assert any("dlt 1,000 us, the tap 1,000 us" in line for line in lines)


def test_every_version_is_pinned() -> None:
    assert all(name.count("==") == 1 for peer in (DLT, SINGER) for name in peer.requirements)
