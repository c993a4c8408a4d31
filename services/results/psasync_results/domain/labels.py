"""Finding things by how their label begins, whatever its case, in the order of their labels."""

from unicodedata import normalize

LONGEST = 100
"""Characters of a label that a search looks at."""

_ABOVE_ALL = "\U0010ffff"


def label_key(label: str) -> str:
    """The form in which labels are compared: the same for `a`, `A` and full-width letters."""
    return normalize("NFKC", normalize("NFKC", label).casefold())[:LONGEST]


def label_order(label: str, id_: str) -> str:
    """Sorts as text by label, then by id."""
    return f"{label_key(label)}\0{id_}"


def beginning_with(prefix: str, after: str | None = None) -> dict[str, str]:
    """The filter for the places of `label_order` whose label begins like `prefix`, behind `after` if that is given."""
    key = label_key(prefix)
    begin = {"$gte": key} if after is None or after < key else {"$gt": after}
    return begin | {"$lt": key + _ABOVE_ALL}
