"""How the inside of a simulated system ends a request early."""

from psasync_simulator.http import Answer


class Refused(Exception):  # noqa: N818 - carries an answer, is no mistake
    """The request ends here, with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer
