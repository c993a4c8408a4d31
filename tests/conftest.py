"""
Fixtures shared by all tests.

Servers are started on first use and stopped by the process that the run began with (under xdist: the controller). A
run in which a process that a test started outlives it fails.
"""

from __future__ import annotations

import os
import secrets
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parents[1]))

from psasync_local import ports
from tests.support import cleanup, servers, sharing, survivors
from tests.support.environment import service_environment
from tests.support.leftovers import Leftovers

# How long an example takes says more about what else the machine does than about the code.
settings.register_profile("psasync", deadline=None, print_blob=True)
settings.load_profile("psasync")

ROOT = pytest.StashKey[Path]()
OWNER = pytest.StashKey[int]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", None)
    if given is None:
        config.stash[ROOT] = Path(tempfile.mkdtemp(prefix="psasync-test-"))
        config.stash[OWNER] = os.getpid()
    else:
        config.stash[ROOT] = Path(given["psasync_root"])
        config.stash[OWNER] = given["psasync_owner"]
    if given is not None or not config.getoption("numprocesses", None):
        survivors.mark(config.stash[ROOT].name)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node) -> None:
    node.workerinput["psasync_root"] = str(node.config.stash[ROOT])
    node.workerinput["psasync_owner"] = node.config.stash[OWNER]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log) -> sharing.Sharing:
    return sharing.Sharing(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Folders say what a test is."""
    for item in items:
        kind = sharing.kind(item.nodeid)
        if kind in sharing.ORDER and kind != "unit":
            item.add_marker(getattr(pytest.mark, kind))
    items.sort(key=lambda item: sharing.rank(item.nodeid))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A machine without a browser passes, and says what that is worth."""
    unseen = [report for report in terminalreporter.stats.get("skipped", ()) if "no Chromium" in str(report.longrepr)]
    if unseen:
        terminalreporter.write_line(f"NOT TESTED: {len(unseen)} tests of the console's pages: no Chromium", red=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workerinput"):
        return
    root = config.stash[ROOT]
    servers.stop_all(root)
    left = survivors.describe_and_kill(survivors.survivors(root.name))
    if left:
        print("\nFAILED: processes outlived the test run:", *left, sep="\n  ")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def endpoints(pytestconfig: pytest.Config, worker_id: str) -> servers.Endpoints:
    return servers.endpoints(pytestconfig.stash[ROOT], worker_id, pytestconfig.stash[OWNER])


@pytest.fixture(scope="session")
def kafka_bootstrap(endpoints: servers.Endpoints) -> str:
    """Bootstrap address of a real Kafka."""
    return endpoints.kafka


@pytest.fixture(scope="session")
def mongo_uri(endpoints: servers.Endpoints) -> str:
    """URI of a server that speaks MongoDB's protocol."""
    return endpoints.mongo


@pytest.fixture(scope="session")
def left_topics(kafka_bootstrap: str) -> Iterator[Leftovers]:
    left = Leftovers(lambda prefixes: cleanup.delete_topics(kafka_bootstrap, *prefixes))
    yield left
    left.clear()


@pytest.fixture(scope="session")
def left_databases(mongo_uri: str) -> Iterator[Leftovers]:
    left = Leftovers(lambda prefixes: cleanup.drop_databases(mongo_uri, *prefixes))
    yield left
    left.clear()


@pytest.fixture
def topic_prefix(left_topics: Leftovers) -> Iterator[str]:
    """Prefix of this test's topics and groups; its topics are deleted some time afterwards."""
    prefix = f"t-{secrets.token_hex(5)}"
    yield prefix
    left_topics.add(prefix)


@pytest.fixture
def database_prefix(left_databases: Leftovers) -> Iterator[str]:
    """Prefix of this test's databases, which are dropped some time afterwards."""
    prefix = f"t{secrets.token_hex(5)}"
    yield prefix
    left_databases.add(prefix)


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Gives a port that nobody listens on, at each call."""
    return ports.free_port


@pytest.fixture
def settings_env(kafka_bootstrap: str, mongo_uri: str, topic_prefix: str, database_prefix: str) -> dict[str, str]:
    """The complete PSASYNC_* environment of the services in this test."""
    return service_environment(kafka_bootstrap, mongo_uri, topic_prefix, database_prefix)
