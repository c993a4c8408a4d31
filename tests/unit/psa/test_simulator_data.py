"""Derived datasets: arithmetic that must fit together, and a thin layer of changes over it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from psasync_simulator.connectwise.data.kinds import COMPANY, CONTACT, KINDS, SITE
from psasync_simulator.data.layout import Layout
from psasync_simulator.data.store import Store


@given(st.integers(2, 1_000_000), st.integers(0, 9), st.none() | st.integers(1, 500))
@settings(max_examples=200)
def test_the_parts_make_the_size_and_sites_know_their_company(size, seed, companies):
    layout = Layout.of(seed, size, companies)
    if companies is None:
        assert layout.companies + layout.sites + layout.contacts == size
    for company in {1, layout.companies, max(1, layout.companies // 2)}:
        assert all(layout.company_of_site(site) == company for site in layout.sites_of_company(company))
    if layout.sites:
        last = layout.company_of_site(layout.sites)
        assert layout.sites in layout.sites_of_company(last)
    assert len(layout.sites_of_company(layout.companies + 1)) == 0


@pytest.mark.parametrize("size", [10, 41, 2000])
def test_exactly_two_records_cannot_be_taken(size):
    layout = Layout.of(1, size)
    companies = [Store(COMPANY, layout).record(n) for n in range(1, layout.companies + 1)]
    contacts = [Store(CONTACT, layout).record(n) for n in range(1, layout.contacts + 1)]
    nameless = [row["id"] for row in companies if not row["name"]]
    nameless += [row["id"] for row in contacts if not (row["firstName"] or row["lastName"])]
    assert len(nameless) == 2


def test_every_kind_builds_every_record():
    layout = Layout.of(4, 300)
    for kind in KINDS:
        store = Store(kind, layout)
        rows = [store.record(number) for number in store.ids()]
        assert [row["id"] for row in rows] == list(range(1, store.base + 1))
        assert all(row["_info"]["dateEntered"] <= row["_info"]["lastUpdated"] < "2026" for row in rows)


def test_a_change_shows_and_repairs_a_refused_record():
    layout = Layout.of(1, 100)
    store = Store(COMPANY, layout)
    (refused,) = layout.nameless_companies
    assert store.record(refused)["name"] == ""
    store.change(refused, layout.base_until + 5)
    assert store.record(refused)["name"]
    assert store.touched_since(layout.base_until) == [refused]


class StoreAgainstAList(RuleBasedStateMachine):
    """The store, beside a plain list of what lives."""

    def __init__(self):
        super().__init__()
        self.store = Store(SITE, Layout.of(3, 60, 4))
        self.living = list(range(1, self.store.base + 1))
        self.now = self.store.layout.base_until

    @rule(parent=st.none() | st.integers(1, 4))
    def add(self, parent):
        self.now += 1
        self.living.append(self.store.add(self.now, parent=parent))

    @rule(pick=st.integers(0, 10**6))
    def delete(self, pick):
        if self.living:
            self.store.delete(self.living.pop(pick % len(self.living)))

    @rule(pick=st.integers(0, 10**6))
    def change(self, pick):
        if self.living:
            self.now += 1
            number = self.living[pick % len(self.living)]
            self.store.change(number, self.now)
            assert self.store.stamps(number).updated == self.now

    @invariant()
    def agrees(self):
        assert list(self.store.ids()) == self.living
        assert len(self.store) == len(self.living)
        middle = len(self.living) // 2
        assert list(self.store.ids(after=self.store.nth(middle))) == self.living[middle:]
        assert list(self.store.ids(after=self.store.nth(len(self.living) + 5))) == []
        below = [number for parent in range(1, 5) for number in self.store.ids(parent=parent)]
        assert sorted(below) == self.living


TestStoreAgainstAList = StoreAgainstAList.TestCase
TestStoreAgainstAList.settings = settings(max_examples=40, stateful_step_count=25)
