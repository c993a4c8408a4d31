"""What an account says of itself: its user, its settings, its ticket statuses."""

from typing import Any

from psasync_simulator.data.store import Store
from psasync_simulator.syncro.account import SyncroAccount
from psasync_simulator.syncro.data import fields, kinds, setup

TIME_ZONE = "America/Los_Angeles"


def me(account: SyncroAccount) -> dict[str, Any]:
    return {
        "user_email": "integration@msp.example",
        "user_id": 12,
        "admin": False,
        "subdomain": account.id.lower(),
        "permissions": {"customers_view_detail": True, "assets_list_search": True, "tickets_view_all": True},
    }


def settings(account: SyncroAccount) -> dict[str, Any]:
    stores = account.stores
    return {
        "customers": {
            "required_fields": None,
            "customer_fields": _rows(stores[kinds.CUSTOMER_FIELD.name]),
            "customer_field_answers": fields.answers(fields.CUSTOMER_FIELDS, "customer_field_id"),
        },
        "assets": {
            "asset_types": setup.asset_types(),
            "asset_type_fields": _rows(stores[kinds.ASSET_FIELD.name]),
            "asset_type_field_answers": fields.answers(fields.ASSET_FIELDS, "asset_type_field_id"),
        },
        "locale": {"iso_code": "en", "currency_symbol": "$", "date_format": "mm-dd-yy", "time_zone": TIME_ZONE},
        "ticket": {
            "ticket_types": _rows(stores[kinds.TICKET_TYPE.name]),
            "ticket_type_fields": [],
            "ticket_type_field_answers": [],
            "problem_types": _texts(stores[kinds.PROBLEM_TYPE.name]),
            # The first one is the choice of none.
            "priorities": ["", *_texts(stores[kinds.PRIORITY.name])],
        },
    }


def ticket_settings(account: SyncroAccount) -> dict[str, Any]:
    return {"ticket_status_list": _texts(account.stores[kinds.TICKET_STATUS.name])}


def _rows(store: Store) -> list[dict[str, Any]]:
    return [store.record(number) for number in store.ids()]


def _texts(store: Store) -> list[str]:
    return [store.record(number)["name"] for number in store.ids()]
