"""The jars of Apache Kafka: fetched by jgo, held against the committed sums before every start."""

from __future__ import annotations

import fcntl
import hashlib
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from psasync_local.errors import LocalError

LOCK = Path(__file__).with_name("kafka.lock.toml")
_ATTEMPTS = 3
_FETCHERS = 6

Say = Callable[[str], None]
Fetch = Callable[["Jar", Path], None]


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked artefact; `sha256` is of the file's bytes."""

    group: str
    artifact: str
    version: str
    sha256: str

    def path(self, repository: Path) -> Path:
        """Where jgo keeps it: the layout of a Maven repository."""
        folder = Path(*self.group.split("."), self.artifact, self.version)
        return repository / folder / f"{self.artifact}-{self.version}.jar"


def locked(lock: Path = LOCK) -> list[Jar]:
    """The jars of the lock file, in class path order."""
    entries = tomllib.loads(lock.read_text())["jar"]
    return [Jar(**entry) for entry in entries]


def ensure(repository: Path, say: Say, jars: list[Jar] | None = None, fetch: Fetch | None = None) -> list[Path]:
    """All jars, present and with the right sums; what is missing or wrong is fetched again.

    Safe to call from several processes at once. Raises LocalError when a jar cannot be had or keeps a wrong sum.
    """
    wanted = locked() if jars is None else jars
    with _exclusive(repository):
        missing = [jar for jar in wanted if not _is_sound(jar, repository, say)]
        if missing:
            _fetch_all(missing, repository, say, fetch or _by_jgo)
    return [jar.path(repository) for jar in wanted]


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_sound(jar: Jar, repository: Path, say: Say) -> bool:
    path = jar.path(repository)
    if not path.exists():
        return False
    if digest(path) == jar.sha256:
        return True
    say(f"{path.name} is damaged or half downloaded: removed, to be fetched again")
    path.unlink()
    return False


def _fetch_all(missing: list[Jar], repository: Path, say: Say, fetch: Fetch) -> None:
    with ThreadPoolExecutor(_FETCHERS) as pool:
        tasks = pool.map(lambda jar: _fetch_sound(jar, repository, say, fetch), missing)
        for done, jar in enumerate(tasks, start=1):
            say(f"fetched {done}/{len(missing)} {jar.artifact} {jar.version}")


def _fetch_sound(jar: Jar, repository: Path, say: Say, fetch: Fetch) -> Jar:
    fault = "its sum is not the locked one"
    for _ in range(_ATTEMPTS):
        try:
            fetch(jar, repository)
        except (OSError, RuntimeError) as error:
            fault = type(error).__name__
            jar.path(repository).unlink(missing_ok=True)
            continue
        if _is_sound(jar, repository, say):
            return jar
    raise LocalError(f"cannot fetch {jar.group}:{jar.artifact}:{jar.version} in {_ATTEMPTS} attempts: {fault}")


def _by_jgo(jar: Jar, repository: Path) -> None:
    from jgo.maven import MavenContext  # noqa: PLC0415 - only needed when something is missing

    context = MavenContext(repo_cache=repository, timeout=60)
    context.project(jar.group, jar.artifact).at_version(jar.version).artifact().resolve()


@contextmanager
def _exclusive(repository: Path) -> Iterator[None]:
    repository.mkdir(parents=True, exist_ok=True)
    with (repository / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
