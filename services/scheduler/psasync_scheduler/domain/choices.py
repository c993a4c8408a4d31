"""Notification choices as people send them.

The published contracts step over what they do not know; of what a person has chosen nothing is dropped in silence.
"""

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from psasync.contracts.notifications import NotificationChoices, NotificationOverride

_STRICT = ConfigDict(extra="forbid", from_attributes=True)


class NotificationChoicesBody(NotificationChoices):
    model_config = _STRICT


class NotificationOverrideBody(NotificationOverride):
    model_config = _STRICT


@dataclass(frozen=True, slots=True)
class _ReadBy:
    """Reads the annotated contract by a stricter body; the value is the contract."""

    body: type[BaseModel]

    def __get_pydantic_core_schema__(self, contract: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def plain(read: BaseModel) -> Any:
            return contract(**dict(read))

        return core_schema.no_info_after_validator_function(plain, handler.generate_schema(self.body))


Choices = Annotated[NotificationChoices, _ReadBy(NotificationChoicesBody)]
OwnChoices = Annotated[NotificationOverride, _ReadBy(NotificationOverrideBody)]
