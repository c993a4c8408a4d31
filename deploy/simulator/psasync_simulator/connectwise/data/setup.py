"""The small lists: company statuses, boards, statuses per board, priorities."""

from typing import Any

from psasync_simulator.connectwise.data.references import (
    BOARD_STATUSES,
    BOARDS,
    COMPANY_STATUSES,
    PRIORITIES,
    reference,
)
from psasync_simulator.connectwise.data.times import info
from psasync_simulator.data.stamps import Stamps


def _name(names: tuple[str, ...], number: int, version: int, word: str) -> str:
    """A change of a small record shows in its name."""
    name = names[number - 1] if number <= len(names) else f"{word} {number}"
    return f"{name} (rev {version})" if version else name


def build_company_status(number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    return {
        "id": number,
        "name": _name(COMPANY_STATUSES, number, version, "Status"),
        "defaultFlag": number == 1,
        "inactiveFlag": number == 2,
        "notifyFlag": False,
        "_info": info(stamps),
    }


def build_board(number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    return {
        "id": number,
        "name": _name(BOARDS, number, version, "Board"),
        "location": reference(2, "Main Office"),
        "department": reference(10, "Services"),
        "inactiveFlag": False,
        "projectFlag": number == 2,
        "_info": info(stamps),
    }


def build_board_status(number: int, version: int, stamps: Stamps, board: int) -> dict[str, Any]:
    ordinal = (number - 1) % len(BOARD_STATUSES)
    names = BOARD_STATUSES * len(BOARDS)
    return {
        "id": number,
        "name": _name(names, number, version, "Status"),
        "board": reference(board, _name(BOARDS, board, 0, "Board")),
        "sortOrder": ordinal * 10,
        "displayOnBoard": True,
        "inactive": False,
        "closedStatus": ordinal == len(BOARD_STATUSES) - 1,
        "defaultFlag": ordinal == 0,
        "_info": info(stamps),
    }


def build_priority(number: int, version: int, stamps: Stamps) -> dict[str, Any]:
    color = PRIORITIES[number - 1][1] if number <= len(PRIORITIES) else "blue"
    return {
        "id": number,
        "name": _name(tuple(name for name, _ in PRIORITIES), number, version, "Priority"),
        "color": color,
        "sortOrder": number,
        "defaultFlag": number == 3,
        "level": f"Level{number}",
        "_info": info(stamps),
    }
