"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    OK = "ok"
    INFO = "info"  # could not be looked at, or is only worth knowing
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """`remedy` says what to do; empty where nothing is to be done."""

    check: str
    verdict: Verdict
    message: str
    remedy: str = ""


def ok(check: str, message: str) -> Finding:
    return Finding(check, Verdict.OK, message)


def info(check: str, message: str, remedy: str = "") -> Finding:
    return Finding(check, Verdict.INFO, message, remedy)


def warning(check: str, message: str, remedy: str = "") -> Finding:
    return Finding(check, Verdict.WARNING, message, remedy)


def failed(check: str, message: str, remedy: str = "") -> Finding:
    return Finding(check, Verdict.FAILED, message, remedy)
