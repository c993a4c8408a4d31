"""What the check found out about one entity, in words."""

from dataclasses import dataclass, field

from psasync.contracts.vocabulary import Entity


@dataclass(slots=True)
class Finding:
    entity: Entity
    rows: int = 0
    readable: bool = True  # may it be read at all
    wrong: list[str] = field(default_factory=list)  # what must be corrected
    odd: list[str] = field(default_factory=list)  # what a person should look at

    @property
    def ok(self) -> bool:
        return self.readable and not self.wrong

    @property
    def words(self) -> str:
        if not self.readable:
            return f"{self.entity}: the credentials may not read it"
        counted = f"{self.rows} rows looked at" if self.rows else "no rows, so nothing could be compared"
        return f"{self.entity}: {'; '.join([*self.wrong, counted, *self.odd])}"
