"""Which tickets a consumer wants to hear of."""

from collections.abc import Iterable
from dataclasses import dataclass

from psasync.contracts.events.tickets import Named, TicketChanged, TicketKind


@dataclass(frozen=True, slots=True)
class Traits:
    """What filters look at, prepared once per event for all its consumers."""

    kind: TicketKind
    board: frozenset[str]
    status: frozenset[str]
    priority: frozenset[str]
    company: frozenset[str]
    incomplete: bool  # the PSA did not send the whole ticket: what is absent may still be so


def traits_of(event: TicketChanged) -> Traits:
    return Traits(
        kind=event.kind,
        board=_spellings(event.board),
        status=_spellings(event.status),
        priority=_spellings(event.priority),
        company=_spellings(event.company),
        incomplete=event.partial or event.kind is TicketKind.DELETED,
    )


class TicketFilter:
    """Alternatives within a field, all fields together; a field without values accepts everything.

    A value stands for the PSA's id or for the name, whatever its case. A change that came without the field (a
    deletion, a partial event) is let through: whoever holds that ticket has to hear of it.
    """

    __slots__ = ("_fields", "_kinds")

    def __init__(
        self,
        *,
        kind: Iterable[TicketKind] = (),
        board: Iterable[str] = (),
        status: Iterable[str] = (),
        priority: Iterable[str] = (),
        company: Iterable[str] = (),
    ) -> None:
        self._kinds = frozenset(kind)
        wanted = {"board": board, "status": status, "priority": priority, "company": company}
        folded = {name: frozenset(value.casefold() for value in values) for name, values in wanted.items()}
        self._fields = tuple((name, values) for name, values in folded.items() if values)

    @property
    def accepts_all(self) -> bool:
        return not self._kinds and not self._fields

    def accepts(self, traits: Traits) -> bool:
        if self._kinds and traits.kind not in self._kinds:
            return False
        return all(_matches(getattr(traits, name), wanted, traits.incomplete) for name, wanted in self._fields)


def _matches(present: frozenset[str], wanted: frozenset[str], incomplete: bool) -> bool:
    return not present.isdisjoint(wanted) if present else incomplete


def _spellings(reference: Named | None) -> frozenset[str]:
    if reference is None:
        return frozenset()
    return frozenset(text.casefold() for text in (reference.id, reference.name) if text)
