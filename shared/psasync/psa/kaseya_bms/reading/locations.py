"""The locations that an account's row holds."""

from typing import Any, NamedTuple

from psasync.psa.kaseya_bms.mapping.companies import ACCOUNT
from psasync.psa.kaseya_bms.reading.windows import row_id


class Locations(NamedTuple):
    """`others` have no id: no reading can go on behind one of them."""

    identified: list[Any]  # ascending by id, which is the same order whenever the account is read
    others: list[Any]


def locations_of(account: Any, after: int = 0) -> Locations:
    """Those above the id `after`, each with the account that it belongs to. What is no location is kept as it is."""
    if not isinstance(account, dict):
        return Locations([], [account])
    held = account.get("locations")
    rows = [_with_account(row, account) for row in (held if isinstance(held, list) else [held] if held else [])]
    numbered = sorted((number, at) for at, row in enumerate(rows) if (number := row_id(row)) is not None)
    return Locations(
        [rows[at] for number, at in numbered if number > after],
        [row for row in rows if row_id(row) is None],
    )


def _with_account(row: Any, account: dict[str, Any]) -> Any:
    return {**row, ACCOUNT: {"id": account.get("id")}} if isinstance(row, dict) else row
