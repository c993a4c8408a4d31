"""A profile, and which one counts."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

DEFAULT = "default"
SERVICES = ("scheduler", "executor", "results", "relay")
_VARIABLES = {name: f"PSASYNC_{name.upper()}_URL" for name in SERVICES}


@dataclass(frozen=True, slots=True)
class Profile:
    """Addresses of one platform; the key is kept elsewhere. The defaults are those of a platform on this machine."""

    scheduler: str = "http://127.0.0.1:8101"
    executor: str = "http://127.0.0.1:8102"
    results: str = "http://127.0.0.1:8103"
    relay: str = "http://127.0.0.1:8104"
    tenant: str = ""  # the one that is meant where none is named
    person: bool = False  # the key is from a sign-in, and ends with `logout`

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """Unknown values, of a newer program, are left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})

    def values(self) -> dict[str, Any]:
        return asdict(self)

    def with_environment(self, environment: Mapping[str, str]) -> Self:
        """`PSASYNC_SCHEDULER_URL` and its like win over what is stored."""
        found = {name: environment[variable] for name, variable in _VARIABLES.items() if environment.get(variable)}
        return self.at(found, environment.get("PSASYNC_TENANT"))

    def unprotected(self) -> list[str]:
        """Addresses to which the key would go over a network without TLS."""
        found = {getattr(self, name) for name in SERVICES}
        return sorted(each for each in found if each.startswith("http://") and not _on_this_machine(each))

    def at(self, addresses: Mapping[str, str], tenant: str | None = None) -> Self:
        """With other addresses, by the service's name; those that are not given stay."""
        values: dict[str, Any] = dict(addresses)
        return replace(self, **values, tenant=tenant or self.tenant)


def _on_this_machine(address: str) -> bool:
    host = urlsplit(address).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def chosen(option: str | None, environment: Mapping[str, str], current: str) -> str:
    """The name of the profile: the option, the environment, the one in use."""
    return option or environment.get("PSASYNC_PROFILE") or current or DEFAULT
