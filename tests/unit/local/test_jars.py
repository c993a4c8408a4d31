"""A jar counts only with its locked sum."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from psasync_local import jars
from psasync_local.errors import LocalError

CONTENT = b"the real bytes"
JAR = jars.Jar("org.example", "thing", "1.0", hashlib.sha256(CONTENT).hexdigest())


class Source:
    """A repository that serves the answers in turn, then the last one for ever."""

    def __init__(self, *answers: bytes | Exception) -> None:
        self.answers = list(answers)
        self.asked = 0

    def __call__(self, jar: jars.Jar, repository: Path) -> None:
        answer = self.answers[min(self.asked, len(self.answers) - 1)]
        self.asked += 1
        path = jar.path(repository)
        assert not path.exists(), "a damaged file must be out of the way first"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(answer, Exception):
            path.write_bytes(b"half")
            raise answer
        path.write_bytes(answer)


def ensure(folder: Path, source: Source) -> list[str]:
    said: list[str] = []
    assert jars.ensure(folder, said.append, [JAR], source) == [JAR.path(folder)]
    assert JAR.path(folder).read_bytes() == CONTENT
    return said


def test_a_sound_jar_is_not_fetched_again(tmp_path: Path) -> None:
    source = Source(CONTENT)
    ensure(tmp_path, source)
    assert ensure(tmp_path, source) == []
    assert source.asked == 1


@pytest.mark.parametrize("damaged", [b"", CONTENT[:5], b"another file"])
def test_a_damaged_jar_is_removed_and_fetched_again(tmp_path: Path, damaged: bytes) -> None:
    ensure(tmp_path, Source(CONTENT))
    JAR.path(tmp_path).write_bytes(damaged)
    said = ensure(tmp_path, Source(CONTENT))
    assert said[0] == "thing-1.0.jar is damaged or half downloaded: removed, to be fetched again"


@pytest.mark.parametrize("fault", [b"half a f", ConnectionResetError("cut"), RuntimeError("not found")])
def test_a_faulty_download_is_tried_again(tmp_path: Path, fault: bytes | Exception) -> None:
    source = Source(fault, CONTENT)
    ensure(tmp_path, source)
    assert source.asked == 2


def test_a_wrong_sum_every_time_is_an_error_and_leaves_no_file(tmp_path: Path) -> None:
    source = Source(b"tampered")
    with pytest.raises(LocalError, match=r"org\.example:thing:1\.0 in 3 attempts: its sum is not the locked one"):
        jars.ensure(tmp_path, lambda _: None, [JAR], source)
    assert source.asked == 3
    assert not JAR.path(tmp_path).exists()


def test_the_lock_holds_sums_and_no_address() -> None:
    locked = jars.locked()
    assert len(locked) > 40
    assert all(len(jar.sha256) == 64 for jar in locked)
    assert "://" not in jars.LOCK.read_text()
    versions = {jar.version for jar in locked if jar.group == "org.apache.kafka"}
    assert versions == {"4.3.1"}
