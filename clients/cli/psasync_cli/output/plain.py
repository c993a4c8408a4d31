"""Text of others, made safe for a terminal."""

import unicodedata

_KEPT = {"\n", "\t"}
_DIRECTIONS = {chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}


def is_control(character: str) -> bool:
    """Whether a terminal would act on it, or show what follows in another order."""
    return unicodedata.category(character) in {"Cc", "Zl", "Zp", "Cs"} or character in _DIRECTIONS


def plain(text: str) -> str:
    """The text on one line, with control characters written out: ESC is `x1b` behind a backslash."""
    return _written(text, frozenset())


def paragraphs(text: str) -> str:
    """The same, with its line breaks and tabs."""
    return _written(text, frozenset(_KEPT))


def json_safe(text: str) -> str:
    """JSON with control characters as JSON escapes. Means the same to whoever reads it as JSON."""
    return "".join(f"\\u{ord(each):04x}" if is_control(each) and each not in _KEPT else each for each in text)


def _written(text: str, kept: frozenset[str]) -> str:
    if text.isprintable():
        return text
    return "".join(_escape(each) if is_control(each) and each not in kept else each for each in text)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
