from psasync.psa.http_source.reading.paging.pager import Ask, Found, Position, Turn


class SinglePager:
    """One answer holds the whole list."""

    def ask(self, position: Position, limit: int) -> Ask:  # noqa: ARG002 - nothing to choose
        return Ask()

    def turn(self, position: Position, limit: int, found: Found) -> Turn:  # noqa: ARG002 - nothing follows
        return Turn(None)
