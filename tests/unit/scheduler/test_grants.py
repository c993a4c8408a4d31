"""What a person may do: the operator's map, and what the provider says."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from psasync.contracts.vocabulary import Role
from psasync_scheduler.domain.grants import Grant, NoGrant, choose, read_map, values_of

PLATFORM = "platform"
names = st.text(min_size=1, max_size=8)
grants = st.builds(Grant, st.sampled_from(Role), st.sampled_from([PLATFORM, "acme", "other"]))


class TestMap:
    def test_reads(self):
        found = read_map('{"CN=ops,OU=it": "operator@platform", "acme": " viewer @ 0197-acme "}')
        assert found == {"CN=ops,OU=it": Grant(Role.OPERATOR, PLATFORM), "acme": Grant(Role.VIEWER, "0197-acme")}
        assert (found["acme"].tenant, found["CN=ops,OU=it"].tenant) == ("0197-acme", None)

    @pytest.mark.parametrize("text", ["", "admins=admin@platform", "[]", "{}", '"admins"', "null"])
    def test_wants_an_object(self, text):
        with pytest.raises(ValueError, match="JSON object"):
            read_map(text)

    def test_names_every_mistake(self):
        entries = {"a": "boss@platform", "b": "admin", "c": "admin@", "d": 1, "e": "admin@a@b", "f": "viewer@acme"}
        with pytest.raises(ValueError, match="'a' has 'boss'") as raised:
            read_map(json.dumps(entries))
        said = str(raised.value)
        assert all(f"{name!r} " in said for name in "abcde")
        assert "'f'" not in said
        assert "viewer, operator, admin" in said


class TestValues:
    @pytest.mark.parametrize(
        ("claims", "values"),
        [
            ({"groups": ["a", "b", 3, None]}, {"a", "b"}),
            ({"groups": "a"}, {"a"}),
            ({"groups": {"a": True}}, set()),
            ({"groups": None}, set()),
            ({}, set()),
        ],
    )
    def test_of_a_claim(self, claims, values):
        assert values_of(claims, "groups") == values

    def test_of_a_claim_inside_another(self):
        assert values_of({"realm_access": {"roles": ["a"]}}, "realm_access.roles") == {"a"}
        assert values_of({"realm_access": "roles"}, "realm_access.roles") == frozenset()
        namespaced = "https://example.com/roles"
        assert values_of({namespaced: ["b"], "https://example": {}}, namespaced) == {"b"}

    def test_is_bounded(self):
        assert len(values_of({"groups": [str(each) for each in range(5_000)]}, "groups")) <= 1_000


class TestChoice:
    ENTRIES = {"root": "admin@platform", "desk": "operator@platform"}
    MAP = read_map(json.dumps(ENTRIES | {"a": "viewer@acme", "a2": "admin@acme", "b": "admin@other"}))

    @pytest.mark.parametrize(
        ("values", "wanted", "role", "scope"),
        [
            (["desk"], None, "operator", PLATFORM),
            (["desk", "root", "unknown"], None, "admin", PLATFORM),
            (["desk", "a2"], None, "operator", PLATFORM),
            (["desk", "a2"], "acme", "admin", "acme"),
            (["a", "a2"], None, "admin", "acme"),
            (["a", "b"], "other", "admin", "other"),
        ],
    )
    def test_chooses(self, values, wanted, role, scope):
        assert choose(self.MAP, values, wanted) == Grant(Role(role), scope)

    @pytest.mark.parametrize(
        ("values", "wanted", "code"),
        [
            ([], None, "no-role"),
            (["unknown"], None, "no-role"),
            (["desk"], "acme", "no-role"),
            (["a"], PLATFORM, "no-role"),
            (["a", "b"], None, "choose-scope"),
        ],
    )
    def test_refuses(self, values, wanted, code):
        with pytest.raises(NoGrant) as raised:
            choose(self.MAP, values, wanted)
        assert raised.value.code == code

    @given(st.dictionaries(names, grants, max_size=6), st.sets(names, max_size=6), st.none() | st.just("acme"))
    def test_never_gives_what_is_not_mapped_and_never_less_than_it_could(self, mapping, values, wanted):
        given_here = [mapping[value] for value in values if value in mapping]
        try:
            grant = choose(mapping, values, wanted)
        except NoGrant:
            scopes = {each.scope for each in given_here}
            assert wanted not in scopes if wanted else not scopes or (PLATFORM not in scopes and len(scopes) > 1)
        else:
            assert grant in given_here
            assert wanted is None or grant.scope == wanted
            assert all(grant.role.includes(each.role) for each in given_here if each.scope == grant.scope)
