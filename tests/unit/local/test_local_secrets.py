"""Secrets of one machine: made once, and only what is missing is added."""

from __future__ import annotations

from pathlib import Path

from psasync_local import local_secrets


def test_they_are_made_once_and_for_their_owner(tmp_path: Path):
    path = tmp_path / "secrets.env"
    made = local_secrets.load_or_create(path)
    assert set(made) == {"PSASYNC_KEYRING", "PSASYNC_CONSOLE_KEYRING", "PSASYNC_INTERNAL_TOKEN"}
    assert made["PSASYNC_KEYRING"] != made["PSASYNC_CONSOLE_KEYRING"]
    assert local_secrets.load_or_create(path) == made
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_newer_version_needs_is_added_and_nothing_else_changes(tmp_path: Path):
    path = tmp_path / "secrets.env"
    path.write_text("PSASYNC_KEYRING=k1:kept\nPSASYNC_INTERNAL_TOKEN=kept\n")
    found = local_secrets.load_or_create(path)
    assert (found["PSASYNC_KEYRING"], found["PSASYNC_INTERNAL_TOKEN"]) == ("k1:kept", "kept")
    assert found["PSASYNC_CONSOLE_KEYRING"].startswith("local1:")
    assert local_secrets.load_or_create(path) == found
