"""The simulator's own language and data: what tests of everything else stand on."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from psasync_simulator.connectwise.conditions.bounds import bounds
from psasync_simulator.connectwise.conditions.evaluate import compile_test
from psasync_simulator.connectwise.conditions.lexer import ConditionError
from psasync_simulator.connectwise.conditions.parser import parse
from psasync_simulator.data.rows import Row
from psasync_simulator.data.stamps import Stamps

RECORD = {
    "id": 5,
    "name": 'Fjordlicht "Nord" GmbH',
    "company": {"id": 7, "name": "Acme"},
    "inactiveFlag": False,
    "website": None,
    "_info": {"lastUpdated": "2026-11-20T09:14:02Z"},
}
ROW = Row(5, Stamps(1_700_000_000, 1_795_166_042), lambda _: RECORD)


def meets(text):
    return compile_test(parse(text))(ROW)


@pytest.mark.parametrize(
    "text",
    [
        "id=5",
        "id in (1,5)",
        "id not in (1,2)",
        "id > 4 and id < 6",
        "id = 9 or id = 8 or id = 5",
        "id = 5 or id = 5 and id = 9",
        "(id = 9 or id = 5) and company/id = 7",
        "Company/ID = 7",
        'name like "fjord%"',
        'name like "%gmbh"',
        'name contains "nord"',
        'name not like "x%"',
        'name = "fjordlicht \\"nord\\" gmbh"',
        "inactiveFlag = false",
        "inactiveFlag != true",
        "website = null",
        "lastUpdated >= [2026-11-20T09:14:02Z]",
        "lastUpdated < [2026-11-20T10:14:03+01:00]",
        "_info/lastUpdated > [2026-11-20]",
        "dateEntered < [2024-01-01T00:00:00Z]",
    ],
)
def test_true_conditions(text):
    assert meets(text)


@pytest.mark.parametrize(
    "text",
    [
        "id != 5",
        "id in (1)",
        "(id = 5 or id = 9) and id = 9",
        'name like "jord%"',
        'name contains "f.ord"',
        "inactiveFlag = true",
        "inactiveFlag = 0",
        "lastUpdated > [2026-11-20T09:14:02Z]",
        'company/id = "7"',
        "company/none = 7",
        "name > 5",
    ],
)
def test_false_conditions(text):
    assert not meets(text)


@pytest.mark.parametrize(
    "text",
    ["id", "id =", "= 5", "id = 5 and", "id in ()", "id in (1", "(id = 5", "id = 5)", 'name = "x', "id ~ 5",
     "lastUpdated > [yesterday]", "id = 5 id = 6", "name like 5", "(" * 60 + "id=1" + ")" * 60],
)  # fmt: skip
def test_what_cannot_be_understood_is_an_error(text):
    with pytest.raises(ConditionError):
        compile_test(parse(text))


@given(st.text(alphabet='id=5 and()or[]"nameliken<>!,/%', max_size=40))
@settings(max_examples=300)
def test_no_text_breaks_the_parser(text):
    try:
        compile_test(parse(text))
    except ConditionError:
        return


def test_bounds_narrow_only_by_what_must_hold():
    found = bounds(parse("id in (1,2,3) and id in (2,3,4) and id > 2 and lastUpdated >= [1970-01-01T00:01:00Z]"))
    assert (found.ids, found.above, found.updated_from) == (frozenset({2, 3}), 2, 60)
    loose = bounds(parse("id = 5 or lastUpdated >= [2026-01-01]"))
    assert (loose.ids, loose.above, loose.updated_from) == (None, 0, None)
