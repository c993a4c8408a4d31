"""Names of people, where a system keeps them in two fields."""


def first_and_last(name: str | None) -> tuple[str, str]:
    """The first word, and the rest."""
    first, _, last = (name or "").strip().partition(" ")
    return first, last.strip()
