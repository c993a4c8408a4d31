"""Parts of the simulator that every system is put together from."""

from hypothesis import given
from hypothesis import strategies as st

from psasync_simulator.calls import Call, CallLog
from psasync_simulator.connectwise.data.kinds import COMPANY, CONTACT
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.store import Store
from psasync_simulator.forms import form_of
from psasync_simulator.http import Request
from psasync_simulator.limiter import WindowLimiter


@given(st.integers(1, 5), st.lists(st.floats(0, 30), max_size=40))
def test_no_window_holds_more_than_its_calls(calls, pauses):
    now = 0.0
    limiter = WindowLimiter(calls, 60.0, lambda: now)
    passed = []
    for pause in pauses:
        now += pause
        wait = limiter.take()
        if wait is None:
            passed.append(now)
        else:
            assert passed[-calls] + 60.0 <= now + wait
    for moment in passed:
        assert sum(moment <= other < moment + 60.0 for other in passed) <= calls


def test_a_limit_of_zero_is_no_limit():
    limiter = WindowLimiter(0, 60.0, lambda: 0.0)
    assert [limiter.take() for _ in range(100)] == [None] * 100


def test_what_runs_at_once_is_known_per_endpoint():
    log = CallLog()
    for endpoint in ("a", "a", "b", ""):
        log.begin(endpoint)
    assert log.running_at("a") == 2
    log.end(Call("one", "GET", "/a/7", "", 200), "a")
    assert (log.running_at("a"), log.most_at_once, log.most_at_once_by_endpoint) == (1, 4, {"a": 2, "b": 1})
    log.reset()
    assert (log.most_at_once, log.most_at_once_by_endpoint, log.counts) == (3, {"a": 1, "b": 1}, {})


def test_forms_in_both_encodings():
    multipart = (
        b'--b\r\nContent-Disposition: form-data; name="UserName"\r\n\r\nada\r\n'
        b'--b\r\nContent-Disposition: form-data; name="Password"\r\n\r\np\xc3\xa4ss\r\n--b--\r\n'
    )
    for content_type, body in (
        ("multipart/form-data; boundary=b", multipart),
        ("application/x-www-form-urlencoded", b"UserName=ada&Password=p%C3%A4ss"),
    ):
        request = Request("POST", "/", "", {"content-type": content_type}, "", body)
        assert form_of(request) == {"username": "ada", "password": "päss"}
    assert form_of(Request("POST", "/", "", {"content-type": "application/json"}, "", b"{}")) == {}


def test_what_a_client_writes_moves_nothing_else():
    layout = Layout.of(1, 100)
    store = Store(CONTACT, layout)
    before = store.record(4)
    store.write(4, layout.base_until, {"title": "Pilot"}, parent=2)
    assert store.parent(4) == 2
    moved = {"title", "company", "site", "communicationItems", "_info"}
    assert {name for name, value in store.record(4).items() if value != before[name]} <= moved
    created = Store(COMPANY, layout)
    number = created.next_number
    assert created.create(layout.base_until, {"name": "x"}) == number
    created.change(number, layout.base_until, {"city": "y"})
    assert (created.record(number)["name"], created.record(number)["website"]) == ("x", None)


@given(st.integers(2, 5000), st.integers(0, 9))
def test_assets_and_their_contacts_share_a_company(size, seed):
    layout = Layout.of(seed, size)
    assert layout.assets == size // 10
    for asset in range(1, min(layout.assets, 20) + 1):
        assert layout.company_of_asset(asset) == layout.company_of_contact(layout.contact_of_asset(asset))
