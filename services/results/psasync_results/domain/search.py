"""The words by which people find an execution again.

An index answers for whole words, so that is what is kept: of the execution's id, its sync, who asked for it, and what
it failed or was stopped with. A question is cut into words in the same way, and an execution must have all of them.
Of an id that is a UUID the first group is a word and the rest is none: it tells enough apart, and each word costs an
entry in every index.
"""

import re
from collections.abc import Iterable, Iterator

from psasync_results.domain.execution import Execution

MOST_WORDS = 30
"""Words that are kept of one execution; its ids come first, and a long message loses its end."""

MOST_ASKED = 8
_LONGEST = 40
_WORD = re.compile(r"[^\W_]+")
_REST_OF_UUID = re.compile(r"\b([0-9a-f]{8})-[0-9a-f-]+")


def words(text: str) -> list[str]:
    """Letters and digits, without regard to case; each once, in order. The end of a very long word does not count."""
    plain = _REST_OF_UUID.sub(r"\1", text.casefold())
    return list(dict.fromkeys(word[:_LONGEST] for word in _WORD.findall(plain)))


def search_words(state: Execution) -> list[str]:
    """What an execution can be found by."""
    found = dict.fromkeys(word for text in _texts(state) for word in words(text))
    return list(found)[:MOST_WORDS]


def asked_words(text: str) -> list[str]:
    """The words of a question, the longest first: it is mostly the rarest, and an index starts with one.

    Of a question with more words than `MOST_ASKED`, the shortest are not looked at.
    """
    return sorted(words(text), key=lambda word: (-len(word), word))[:MOST_ASKED]


def _texts(state: Execution) -> Iterator[str]:
    yield state.id
    yield from _known(state.sync, state.request and state.request.get("requested_by"))
    if state.error is not None:
        yield from (state.error.code.value, state.error.kind.value, state.error.message)
    if state.canceled is not None:
        yield from (state.canceled.by, state.canceled.reason)


def _known(*texts: object) -> Iterable[str]:
    return (text for text in texts if isinstance(text, str))
