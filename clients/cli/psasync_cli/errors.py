"""What a command ends with when it cannot do what it was asked for."""

from psasync_cli.exits import ExitCode


class CliError(Exception):
    """`message` says what is wrong, `remedy` what to do about it, `details` are lines that belong to it."""

    def __init__(
        self, message: str, code: ExitCode = ExitCode.REFUSED, *, remedy: str = "", details: tuple[str, ...] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.remedy = remedy
        self.details = details


def usage(message: str, *, remedy: str = "") -> CliError:
    return CliError(message, ExitCode.USAGE, remedy=remedy)
