"""Where a platform is reached, with which key, and who else can read that."""

import json
import stat

import pytest

from psasync_cli.errors import CliError
from psasync_cli.exits import ExitCode
from psasync_cli.profiles import keys
from psasync_cli.profiles.keys import FileKeys, SystemKeys, key_store
from psasync_cli.profiles.profile import Profile, chosen
from psasync_cli.profiles.store import Profiles

KEY = "psk_0123456789_the-secret-part"


def mode_of(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_key_is_kept_for_this_user_alone(tmp_path):
    store = FileKeys(tmp_path / "psasync" / "keys.json")
    store.set("default", KEY)
    assert mode_of(tmp_path / "psasync" / "keys.json") == 0o600
    assert mode_of(tmp_path / "psasync") == 0o700
    assert store.get("default") == KEY
    assert [each.name for each in (tmp_path / "psasync").iterdir()] == ["keys.json"]


def test_a_file_that_others_can_read_is_refused_with_what_to_do(tmp_path):
    store = FileKeys(tmp_path / "keys.json")
    store.set("default", KEY)
    (tmp_path / "keys.json").chmod(0o644)
    with pytest.raises(CliError) as refused:
        store.get("default")
    assert refused.value.code is ExitCode.NOT_ALLOWED
    assert "chmod 600" in refused.value.remedy
    assert KEY not in str(refused.value)


def test_a_removed_key_is_gone(tmp_path):
    store = FileKeys(tmp_path / "keys.json")
    store.set("default", KEY)
    store.set("other", "another")
    store.remove("default")
    store.remove("default")
    assert store.get("default") is None
    assert json.loads((tmp_path / "keys.json").read_text()) == {"other": "another"}


def test_a_broken_file_is_named(tmp_path):
    path = tmp_path / "keys.json"
    path.touch(0o600)
    path.write_text("{")
    with pytest.raises(CliError) as refused:
        FileKeys(path).get("default")
    assert str(path) in refused.value.message


class Backend:
    def __init__(self, *, priority=5, broken=False):
        self.kept = {}
        self.priority = priority
        self.broken = broken

    def get_password(self, service, username):
        if self.broken:
            raise RuntimeError("locked")
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        del self.kept[service, username]


@pytest.fixture
def backend(monkeypatch):
    def use(found):
        monkeypatch.setattr("keyring.get_keyring", lambda: found)
        return found

    monkeypatch.delenv("PSASYNC_KEY_STORE", raising=False)
    return use


def test_a_usable_keyring_of_the_system_is_used(tmp_path, backend):
    found = backend(Backend())
    store = key_store(tmp_path)
    assert isinstance(store, SystemKeys)
    store.set("default", KEY)
    assert found.kept == {(keys.SERVICE, "default"): KEY}
    store.remove("default")
    store.remove("default")
    assert found.kept == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("found", [Backend(priority=0), Backend(priority=0.5), Backend(broken=True)])
def test_a_keyring_that_does_not_work_is_left_alone(tmp_path, backend, found):
    backend(found)
    assert isinstance(key_store(tmp_path), FileKeys)


def test_the_place_can_be_chosen(tmp_path, backend, monkeypatch):
    backend(Backend())
    monkeypatch.setenv("PSASYNC_KEY_STORE", "file")
    assert isinstance(key_store(tmp_path), FileKeys)
    backend(Backend(broken=True))
    for wrong in ("system", "safe"):
        monkeypatch.setenv("PSASYNC_KEY_STORE", wrong)
        with pytest.raises(CliError):
            key_store(tmp_path)


def test_profiles_are_kept_and_hold_no_key(tmp_path):
    profiles = Profiles(tmp_path)
    assert (profiles.current, profiles.names) == ("default", [])
    profiles.put("production", Profile(scheduler="https://sync.example.com"))
    profiles.put("test", Profile())
    again = Profiles(tmp_path)
    assert (again.current, again.names) == ("production", ["production", "test"])
    again.use("test")
    again.set_tenant("test", "acme")
    assert Profiles(tmp_path).get("test") == Profile(tenant="acme")
    again.remove("test")
    assert (Profiles(tmp_path).current, Profiles(tmp_path).get("test")) == ("default", None)
    assert mode_of(tmp_path / "profiles.json") == 0o600


def test_a_profile_of_a_newer_program_can_be_read():
    assert Profile.of({"scheduler": "https://a", "of a newer one": 1}) == Profile(scheduler="https://a")


@pytest.mark.parametrize(
    ("option", "environment", "current", "name"),
    [
        ("a", {"PSASYNC_PROFILE": "b"}, "c", "a"),
        (None, {"PSASYNC_PROFILE": "b"}, "c", "b"),
        (None, {}, "c", "c"),
        (None, {"PSASYNC_PROFILE": ""}, "", "default"),
    ],
)
def test_which_profile_counts(option, environment, current, name):
    assert chosen(option, environment, current) == name


def test_the_environment_wins_over_what_is_kept():
    profile = Profile(scheduler="https://kept", tenant="kept").with_environment(
        {"PSASYNC_SCHEDULER_URL": "https://other", "PSASYNC_RELAY_URL": "https://relay", "PSASYNC_EXECUTOR_URL": ""}
    )
    assert profile == Profile(scheduler="https://other", relay="https://relay", tenant="kept")


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("http://127.0.0.1:8101", False),
        ("http://localhost:8101", False),
        ("http://[::1]:8101", False),
        ("https://sync.example.com", False),
        ("http://sync.example.com", True),
        ("http://127.example.com", True),
    ],
)
def test_a_key_that_would_cross_a_network_in_the_open_is_warned_of(address, warned):
    assert Profile(results=address).unprotected() == ([address] if warned else [])
