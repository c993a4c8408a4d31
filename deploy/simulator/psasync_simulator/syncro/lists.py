"""Lists and single records."""

from typing import Any

from psasync_simulator.http import Answer, Request, json_answer
from psasync_simulator.syncro.account import SyncroAccount
from psasync_simulator.syncro.data.kinds import ADDRESS, CUSTOMER
from psasync_simulator.syncro.errors import not_found
from psasync_simulator.syncro.routes import Listed
from psasync_simulator.syncro.selection import Selection


def answer_list(account: SyncroAccount, listed: Listed, request: Request) -> Answer:
    """`per_page` is not settable, and a page beyond the last is empty."""
    store = account.stores[listed.kind.name]
    size = account.page_sizes[listed.rows]
    page = _page(request)
    ids, total = Selection(account, listed, request).page((page - 1) * size, size)
    content: dict[str, Any] = {listed.rows: [store.record(number) for number in ids]}
    if listed.rows not in account.without_meta:
        entries = {"total_entries": total} if listed.says_total else {}
        content["meta"] = {"total_pages": -(-total // size), **entries, "per_page": size, "page": page}
    return json_answer(200, content)


def answer_single(account: SyncroAccount, listed: Listed, text: str) -> Answer:
    """Raises `Refused` (404)."""
    store = account.stores[listed.kind.name]
    if not text.isascii() or not text.isdigit() or not store.alive(int(text)):
        raise not_found(with_message=listed.says_not_found)
    record = store.record(int(text))
    if listed.kind is CUSTOMER:
        addresses = account.stores[ADDRESS.name]
        record = {**record, "addresses": [addresses.record(number) for number in addresses.ids(parent=int(text))]}
    return json_answer(200, {listed.row: record} if listed.row else record)


def _page(request: Request) -> int:
    text = request.query.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() else 1
