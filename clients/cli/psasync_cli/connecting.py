"""From a tenant to a connection that works: asks for what is missing, tries it, stores it."""

from collections.abc import Mapping

from rich.text import Text

from psasync_cli.asking import ask
from psasync_cli.errors import CliError, usage
from psasync_cli.exits import ExitCode
from psasync_cli.output.column import Column
from psasync_cli.output.table import table_of
from psasync_cli.session import Session
from psasync_cli.setup.dialog import ask_fields
from psasync_cli.setup.fields import Values, missing, named_by, sorted_out
from psasync_cli.setup.results import result
from psasync_client.models.common import System
from psasync_client.models.scheduler import CheckView, ConnectionView, SystemView

_SYSTEMS = (Column("system", "system"), Column("name", "title"))


class Connecting:
    """What is not given is asked for, where somebody can be asked."""

    def __init__(
        self,
        session: Session,
        tenant: str | None,
        system: System | None,
        name: str | None,
        given: Mapping[str, str],
    ) -> None:
        self._session = session
        self._screen = session.screen
        self._tenant = tenant
        self._system = system
        self._name = name
        self._given = dict(given)

    def connect(self, *, check: bool) -> ConnectionView:
        """The stored connection. Raises `CliError` when it is not to be, with the reason shown before."""
        tenant = self._session.directory.tenant(self._tenant or self._asked_tenant())
        system = self._session.client.systems.get(self._chosen_system())
        name = self._name or self._asked("How is the connection to be called", "--name", system.title)
        values = self._values(system)
        if check:
            values = self._checked(tenant, system, values)
        body = {"tenant": tenant, "system": str(system.system), "name": name, **values.body()}
        return self._session.client.connections.create(body)

    def _asked_tenant(self) -> str | None:
        if self._session.profile.tenant or not self._screen.interactive:
            return None
        return ask(self._screen, "Tenant (name or id; nothing if there is only one)") or None

    def _chosen_system(self) -> System:
        if self._system is not None:
            return self._system
        if not self._screen.interactive:
            raise usage("Which system?", remedy="--system; psasync systems list shows them.")
        self._screen.err.print(table_of(_SYSTEMS, self._session.client.systems.list()))
        known = {str(each) for each in System}
        while (answer := ask(self._screen, "System").lower()) not in known:
            self._screen.warn(f"It is one of: {', '.join(sorted(known))}")
        return System(answer)

    def _asked(self, question: str, option: str, default: str) -> str:
        if not self._screen.interactive:
            raise usage(f"{question}?", remedy=f"Give it with {option}.")
        return ask(self._screen, question, default=default)

    def _values(self, system: SystemView) -> Values:
        sorted_out(system, self._given)  # a name that is not known is said before anything is asked
        if self._screen.interactive and (not self._given or missing(system, self._given)):
            self._given = ask_fields(self._screen, system, self._given)
        lacking = missing(system, self._given)
        if lacking:
            raise usage(
                f"{system.title} needs {', '.join(lacking)}.",
                remedy=f"--set, --set-file or --set-env; psasync systems show {system.system} says what they are.",
            )
        return sorted_out(system, self._given)

    def _checked(self, tenant: str, system: SystemView, values: Values) -> Values:
        while True:
            self._screen.note(f"Asking {system.title} ...")
            check = self._try(tenant, system, values)
            self._screen.err.print(result(check))
            if check.ok:
                return values
            if not self._screen.interactive:
                raise CliError(
                    f"{system.title} does not let us in. Nothing was stored.",
                    ExitCode.FAILED,
                    remedy="Correct the values; --no-check stores them as they are.",
                )
            answer = ask(self._screen, "Correct the values (c), store them as they are (s), or stop (q)", default="c")
            if answer.lower().startswith("s"):
                return values
            if answer.lower().startswith("q"):
                raise CliError("Nothing was stored.", ExitCode.FAILED)
            self._screen.err.print(Text("Enter keeps what is in brackets.", style="dim"))
            fields = named_by(check.fields) or [each.name for each in system.fields]
            self._given = ask_fields(self._screen, system, self._given, fields)
            values = sorted_out(system, self._given)

    def _try(self, tenant: str, system: SystemView, values: Values) -> CheckView:
        return self._session.client.connections.check_new(
            {"tenant": tenant, "system": str(system.system), **values.body()}
        )
