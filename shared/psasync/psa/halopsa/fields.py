"""The fields of a connection to HaloPSA, as a form draws them."""

from psasync.psa.halopsa.choices import ASSET_FIELDS, LONGEST, OFF, ON, asset_setting
from psasync.psa.halopsa.connection import DEFAULT_SCOPE, SCOPE, TENANT
from psasync.psa.halopsa.limits import CALLS_PER_5_MINUTES
from psasync.psa.port import ADDRESS, NUMBER, ConnectionField, ValueForm


def _setting(
    name: str,
    label: str,
    text: str,
    *,
    required: bool = False,
    example: str = "",
    default: str | None = None,
    form: ValueForm | None = None,
    choices: tuple[str, ...] = (),
    longest: int = 0,
) -> ConnectionField:
    return ConnectionField(
        name,
        label,
        text,
        secret=False,
        required=required,
        example=example,
        default=default,
        choices=choices,
        form=form,
        longest=longest,
    )


def _asset_field(name: str, label: str) -> ConnectionField:
    """Serial number and the like are asset fields that each instance sets up for itself, asset type by asset type."""
    return _setting(
        asset_setting(name),
        f"Asset field: {label}",
        f"The label or number of the asset field that holds the {label}; several, separated by commas, are tried in "
        "this order. An asset that has none of them carries no such value.",
        example="Serial Number, 117" if name == "serial_number" else "",
        default=", ".join(ASSET_FIELDS[name]),
        longest=LONGEST,
    )


FIELDS = (
    _setting(
        "base_url",
        "Address",
        "The address at which your agents open HaloPSA.",
        required=True,
        example="https://acme.halopsa.com",
        form=ADDRESS,
    ),
    ConnectionField(
        "client_id",
        "Client ID",
        "Of an API application: Configuration > Integrations > Halo PSA API, method Client ID and Secret, login type "
        "Agent. The agent's teams and roles decide what can be read.",
        secret=True,
        required=True,
    ),
    ConnectionField(
        "client_secret", "Client secret", "Shown once, when the API application is saved.", secret=True, required=True
    ),
    _setting(
        "scope",
        "Scope",
        "What is asked for at login; `read:customers read:assets read:tickets` is what reading needs at least.",
        default=DEFAULT_SCOPE,
        form=SCOPE,
    ),
    _setting(
        "tenant",
        "Tenant",
        "Only where the instance does not say it itself; hosted ones do.",
        example="acme",
        form=TENANT,
    ),
    _setting(
        "auth_url",
        "Login address",
        "Only where the login stands on a host of its own: the client secret goes to no host that you have not named, "
        "except the instance's own and Halo's.",
        example="https://auth.example.com",
        form=ADDRESS,
    ),
    _setting(
        "time_zone",
        "Time zone",
        "The IANA name of the zone in which the instance keeps its dates: its API writes them without one.",
        example="Europe/London",
        default="UTC",
    ),
    _setting(
        "updated_since",
        "Read only what has changed",
        f"`{OFF}`: every run reads everything and compares. `{ON}`: the server filters by `lastupdatefromdate`, which "
        "Halo documents for tickets only; see first that it does on your instance.",
        example=ON,
        default=OFF,
        choices=(OFF, ON),
    ),
    _setting(
        "calls_per_5_minutes",
        "Calls per five minutes",
        "What may be used of the instance's limit, which Halo sets between 300 and 700 for all integrations together.",
        default=str(CALLS_PER_5_MINUTES),
        form=NUMBER,
    ),
    _asset_field("serial_number", "serial number"),
    _asset_field("os_type", "operating system"),
    _asset_field("purchase_date", "purchase date"),
    _asset_field("manufacturer", "manufacturer"),
)
