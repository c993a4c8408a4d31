"""Canonical records: the shape in which a record leaves a PSA adapter and reaches a destination.

A field that a system does not have is absent, never invented. Validation is the destination's: an adapter hands on
what the PSA said, and what breaks a rule here becomes a rejected record with its issue.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

from psasync.contracts.vocabulary import Entity

Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=250)]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    custom_fields: Mapping[str, Any] | None = None


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    line1: Text | None = None
    line2: Text | None = None
    city: Text | None = None
    region: Text | None = None
    postal_code: Text | None = None
    country: Text | None = None


class CompanyStatus(Record):
    name: Name
    is_default: bool | None = None


class Company(Record):
    name: Name
    website: Text | None = None
    status_id: Reference | None = None
    status: Text | None = None


class CompanySite(Record):
    name: Name
    company_id: Reference
    active: bool | None = None
    primary: bool | None = None
    address: Address | None = None


class Contact(Record):
    name: Name
    company_id: Reference | None = None
    site_id: Reference | None = None
    type: Text | None = None
    title: Text | None = None
    email: Text | None = None
    phone: Text | None = None
    address: Address | None = None
    active: bool | None = None


class Asset(Record):
    name: Name
    company_id: Reference | None = None
    status: Text | None = None
    type: Text | None = None
    purchase_date: Text | None = None
    warranty_expiry: Text | None = None
    serial_number: Text | None = None
    os_type: Text | None = None
    notes: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    manufacturer: Text | None = None


class Product(Record):
    name: Name
    code: Text | None = None
    description: Annotated[str, StringConstraints(max_length=20_000)] | None = None
    unit_price: float | None = None
    active: bool | None = None


class TicketBoard(Record):
    name: Name
    active: bool | None = None


class TicketPriority(Record):
    name: Name
    is_default: bool | None = None
    sort_order: int | None = None
    color: Text | None = None


class TicketStatus(Record):
    name: Name
    board_id: Reference | None = None
    is_default: bool | None = None
    closed: bool | None = None
    active: bool | None = None
    sort_order: int | None = None


MODELS: Mapping[Entity, type[Record]] = {
    Entity.COMPANY_STATUS: CompanyStatus,
    Entity.COMPANY: Company,
    Entity.COMPANY_SITE: CompanySite,
    Entity.CONTACT: Contact,
    Entity.ASSET: Asset,
    Entity.PRODUCT: Product,
    Entity.TICKET_BOARD: TicketBoard,
    Entity.TICKET_PRIORITY: TicketPriority,
    Entity.TICKET_STATUS: TicketStatus,
}
