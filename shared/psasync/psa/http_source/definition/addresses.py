"""Paths below the connection's address, and names of query parameters."""

import re
from typing import Annotated
from urllib.parse import unquote

from pydantic import AfterValidator, StringConstraints

MAX_ADDRESS = 300
"""Characters of a path below the connection's address."""

ID = "{id}"
_PLAIN = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


def _relative(text: str) -> str:
    if not _PLAIN.fullmatch(text) or text.startswith("//"):
        raise ValueError("must be a path below the connection's address, like /v1/customers, without `?` and `#`")
    if any(unquote(part) in {".", ".."} for part in text.split("/")):
        raise ValueError("must not lead upwards with `..`")
    return text


def _relative_with_id(text: str) -> str:
    if text.count(ID) != 1:
        raise ValueError(f"must name {ID} once, like /v1/customers/{ID}")
    _relative(text.replace(ID, "0"))
    return text


_Short = StringConstraints(min_length=1, max_length=MAX_ADDRESS)

RelativePath = Annotated[str, _Short, AfterValidator(_relative)]
PathWithId = Annotated[str, _Short, AfterValidator(_relative_with_id)]
ParameterName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.$\[\]:-]{1,100}$")]
ParameterValue = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00-\x1f\x7f]*$")]
