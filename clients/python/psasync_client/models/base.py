"""What all models and enums have in common. The modules beside this one are generated: `make docs`."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr


class Model(BaseModel):
    """A frozen value. What a newer service adds is kept and can be read as an attribute too."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        populate_by_name=True,
        defer_build=True,  # built at first use: a program needs few of them
    )
    _etag: str | None = PrivateAttr(default=None)

    @property
    def etag(self) -> str | None:
        """The entity tag that the answer had, for `if_none_match` and `if_match`."""
        return self._etag

    def keep_etag(self, etag: str | None) -> None:
        """For the client itself, when it reads an answer."""
        self._etag = etag


class OpenEnum(StrEnum):
    """A set of words that grows: a word of a newer service becomes a member too, with `known` false.

    It compares equal to its text, like any member.
    """

    @property
    def known(self) -> bool:
        """Whether this version of the client knows the word."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member
