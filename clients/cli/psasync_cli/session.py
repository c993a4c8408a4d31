"""What a command works with: who speaks to which platform, and where it writes."""

import os
from contextlib import ExitStack
from functools import cached_property
from types import TracebackType
from typing import Self

from psasync_cli.directory import Directory
from psasync_cli.errors import CliError, usage
from psasync_cli.exits import ExitCode
from psasync_cli.output.screen import Format, Screen
from psasync_cli.profiles.keys import KeyStore, key_store
from psasync_cli.profiles.profile import Profile, chosen
from psasync_cli.profiles.store import Profiles, folder
from psasync_client import Addresses, Client


class Session:
    """One command's view of the platform; `with` closes its connections. Nothing is opened before it is used."""

    def __init__(self, profile: str | None = None, form: Format = Format.TABLE) -> None:
        self.screen = Screen(form)
        self._asked_for = profile
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    @cached_property
    def profiles(self) -> Profiles:
        return Profiles(folder())

    @cached_property
    def keys(self) -> KeyStore:
        return key_store(folder())

    @cached_property
    def profile_name(self) -> str:
        return chosen(self._asked_for, os.environ, self.profiles.current)

    @cached_property
    def stored(self) -> Profile:
        """The profile as it is kept. Raises `CliError` for one that was asked for and does not exist."""
        self._check_profile()
        return self.profiles.get(self.profile_name) or Profile()

    @cached_property
    def profile(self) -> Profile:
        """With what the environment says."""
        return self.stored.with_environment(os.environ)

    @property
    def addresses(self) -> Addresses:
        at = self.profile
        return Addresses(scheduler=at.scheduler, executor=at.executor, results=at.results, relay=at.relay)

    @cached_property
    def key(self) -> str | None:
        """`PSASYNC_KEY`, else the profile's. Raises as `stored` does."""
        self._check_profile()
        return os.environ.get("PSASYNC_KEY") or self.keys.get(self.profile_name)

    @cached_property
    def client(self) -> Client:
        if not self.key:
            raise CliError(
                f"There is no key for the profile {self.profile_name!r}.",
                ExitCode.NOT_ALLOWED,
                remedy="psasync login keeps one; PSASYNC_KEY gives one for this command.",
            )
        return self.client_with(self.key)

    def client_with(self, key: str | None) -> Client:
        return self._open.enter_context(Client(key, self.addresses))

    @cached_property
    def directory(self) -> Directory:
        return Directory(self.client, self.profile.tenant)

    def _check_profile(self) -> None:
        if self._asked_for is not None and self.profiles.get(self._asked_for) is None:
            known = ", ".join(self.profiles.names) or "none yet"
            raise usage(f"There is no profile {self._asked_for!r}.", remedy=f"There are: {known}. psasync login")
