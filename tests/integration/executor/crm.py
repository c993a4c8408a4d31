"""Simulated PSAs as destinations: what stands in them, read and changed behind the back of the API."""

from __future__ import annotations

import secrets
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from psasync.contracts.vocabulary import System
from tests.contract.psa.simulator import Simulator

CLIENT_ID = "0e1d3c5b-7a99-4f88-9d77-123456789abc"
Contact = tuple[str, str, int, str, str]  # first name, last name, company, e-mail, phone


@dataclass
class Crm(ABC):
    """One account that had records before anything was pushed into it."""

    simulator: Simulator
    account: str

    system: ClassVar[System]
    spec: ClassVar[dict[str, Any]]
    keys: ClassVar[dict[str, str]]
    key_field: ClassVar[str]
    name_field: ClassVar[str]
    website_field: ClassVar[str]

    @classmethod
    def of(cls, simulator: Simulator) -> Self:
        account, turned = f"crm{secrets.token_hex(4)}", simulator.of(cls.system.value)
        turned.account(account, size=40, **cls.spec)
        return cls(turned, account)

    @property
    @abstractmethod
    def settings(self) -> dict[str, str]: ...

    @abstractmethod
    def contact(self, number: int | str) -> Contact: ...

    @abstractmethod
    def put_company(self, key: str, name: str) -> int: ...

    @abstractmethod
    def put_contact(self, company: int, first: str, last: str, email: str) -> int: ...

    @abstractmethod
    def active(self, kind: str, number: int | str) -> bool: ...

    @abstractmethod
    def cut_creation(self, kind: str, nth: int) -> None:
        """The connection breaks in the middle of the answer to the n-th creation."""

    def ids(self, kind: str) -> set[int]:
        return set(self.simulator.get(f"accounts/{self.account}/records/{kind}")["ids"])

    def record(self, kind: str, number: int | str) -> dict[str, Any]:
        return self.simulator.get(f"accounts/{self.account}/records/{kind}/{number}")

    def put(self, kind: str, parent: int | None = None, **patch: Any) -> int:
        change = {"action": "add", "parent": parent, "patch": patch}
        (number,) = self.simulator.post(f"accounts/{self.account}/records/{kind}", change)["ids"]
        return number

    def delete(self, kind: str, number: int | str) -> None:
        self.simulator.post(f"accounts/{self.account}/records/{kind}", {"action": "delete", "ids": [int(number)]})

    def fault(self, kind: str, **more: Any) -> None:
        self.simulator.fault(self.account, kind, **more)

    def writes(self) -> list[tuple[str, str]]:
        """Method and path of calls that can have changed something."""
        calls = [(call["method"], call["path"]) for call in self.simulator.calls(self.account)]
        return [call for call in calls if call[0] != "GET" and not call[1].lower().endswith("/query")]


class ConnectWiseCrm(Crm):
    system = System.CONNECTWISE
    keys = {"public_key": "public-Kq81", "private_key": "private-Zx93", "client_id": CLIENT_ID}
    spec = {**keys, "rate_limit_per_minute": 0}
    key_field, name_field, website_field = "identifier", "name", "website"

    @property
    def settings(self) -> dict[str, str]:
        return {"base_url": f"{self.simulator.url}/connectwise", "company": self.account}

    def contact(self, number: int | str) -> Contact:
        row = self.record("contacts", number)
        email, phone = (
            next((item["value"] for item in row["communicationItems"] if item["communicationType"] == kind), "")
            for kind in ("Email", "Phone")
        )
        return row["firstName"], row["lastName"], row["company"]["id"], email, phone

    def put_company(self, key: str, name: str) -> int:
        return self.put("companies", identifier=key, name=name, website="https://kept.example")

    def put_contact(self, company: int, first: str, last: str, email: str) -> int:
        item = {"id": 1, "communicationType": "Email", "value": email, "defaultFlag": True}
        return self.put("contacts", company, firstName=first, lastName=last, communicationItems=[item])

    def active(self, kind: str, number: int | str) -> bool:
        return not self.record(kind, number)["inactiveFlag"]

    def cut_creation(self, kind: str, nth: int) -> None:
        # Calls of a list alternate: the look-up of a record, then its creation.
        self.fault("cut", path=f"company/{kind}$", skip=nth * 2 - 1)


class AutotaskCrm(Crm):
    system = System.AUTOTASK
    keys = {"secret": "secret-Vb52", "integration_code": "INTEGRATION-QZ77"}
    spec = {**keys, "requests_per_hour": 0}
    key_field, name_field, website_field = "companyNumber", "companyName", "webAddress"

    @property
    def settings(self) -> dict[str, str]:
        return {"base_url": f"{self.simulator.url}/autotask", "user_name": f"{self.account}@msp.example"}

    def contact(self, number: int | str) -> Contact:
        row = self.record("contacts", number)
        return row["firstName"], row["lastName"], row["companyID"], row["emailAddress"], row["phone"]

    def put_company(self, key: str, name: str) -> int:
        return self.put("companies", companyNumber=key, companyName=name, webAddress="https://kept.example")

    def put_contact(self, company: int, first: str, last: str, email: str) -> int:
        return self.put("contacts", company, firstName=first, lastName=last, emailAddress=email)

    def active(self, kind: str, number: int | str) -> bool:
        return bool(self.record(kind, number)["isActive"])

    def cut_creation(self, kind: str, nth: int) -> None:
        path = "Companies$" if kind == "companies" else "Companies/[0-9]+/Contacts$"
        self.fault("cut", path=path, skip=nth - 1)
