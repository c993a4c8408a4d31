"""The calendar of imported days."""

from __future__ import annotations

from datetime import date, timedelta

from psasync_console.web.days import imported_days


def answer(counts: dict[str | None, int], **more: int) -> dict:
    days = [{"day": day, "records": count} for day, count in counts.items()]
    return {"days": days, "records": sum(counts.values()), "more_days": 0, **more}


def test_a_square_for_every_day_of_the_period_also_those_without_records():
    found = imported_days(answer({"2026-11-04": 3}), date(2026, 11, 2), date(2026, 11, 8))
    assert [cell.y // 14 for cell in found.cells] == list(range(7))  # Monday to Sunday
    assert {cell.x for cell in found.cells} == {0}
    assert [cell.level for cell in found.cells] == [0, 0, 4, 0, 0, 0, 0]
    assert found.cells[2].text == "Wed 4 Nov 2026: 3 records"
    assert found.cells[0].text == "Mon 2 Nov 2026: nothing imported"


def test_levels_go_by_the_fullest_day_and_a_single_record_is_seen():
    counts = {"2026-11-02": 1, "2026-11-03": 500, "2026-11-04": 1_000}
    assert [cell.level for cell in imported_days(answer(counts)).cells] == [1, 2, 4]


def test_records_without_a_date_are_told_apart():
    found = imported_days(answer({None: 7, "2026-11-04": 1}))
    assert (found.undated, found.records, found.rows) == (7, 8, [("4 Nov 2026", 1)])


def test_nothing_imported_has_no_squares():
    found = imported_days(answer({}))
    assert (found.cells, found.width, found.records) == ([], 0, 0)


def test_of_a_long_time_the_end_is_shown():
    last = date(2026, 11, 4)
    counts: dict[str | None, int] = {(last - timedelta(days=4_000)).isoformat(): 1, last.isoformat(): 1}
    found = imported_days(answer(counts))
    assert found.width == 106 * 14
    assert found.cells[-1].level == 4
    assert max(cell.x for cell in found.cells) < found.width


def test_days_that_are_not_listed_are_counted():
    assert imported_days(answer({"2026-11-04": 1}, more_days=12)).days == 13


def test_of_a_long_period_what_lies_between_the_imported_days():
    found = imported_days(answer({"2026-03-02": 1, "2026-03-04": 1}), date(2020, 1, 1), date(2026, 11, 4))
    assert [cell.text[:15] for cell in found.cells] == ["Mon 2 Mar 2026:", "Tue 3 Mar 2026:", "Wed 4 Mar 2026:"]
