"""What all models and enums have in common. The modules beside this one are generated: `make docs`."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, PrivateAttr


class _Tag:
    """An entity tag stands beside a value and is no part of it: two values that differ only in it are equal."""

    __slots__ = ("text",)

    def __init__(self, text: str | None = None) -> None:
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Tag)

    def __hash__(self) -> int:
        return hash(_Tag)


class Model(BaseModel):
    """A frozen value. What a newer service adds is kept and can be read as an attribute too."""

    model_config = ConfigDict(
        frozen=True,
        extra="allow",
        populate_by_name=True,
        defer_build=True,  # built at first use: a program needs few of them
    )
    _tag: _Tag = PrivateAttr(default_factory=_Tag)

    @property
    def etag(self) -> str | None:
        """The entity tag that the answer had, for `if_none_match` and `if_match`."""
        return self._tag.text

    def keep_etag(self, etag: str | None) -> None:
        """For the client itself, when it reads an answer."""
        self._tag = _Tag(etag)


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
