"""What does not fit on the screen goes through a pager, if there is a person to turn the pages."""

import os
import shlex
import shutil
import subprocess
import sys

from rich.console import Console, RenderableType

_LESS = "FRX"  # one page is just shown; colours; the text stays afterwards


def show(console: Console, content: RenderableType) -> None:
    """Through $PAGER, else `less`, where both ends are a terminal and the content is higher than it."""
    pager = _pager()
    if pager is None or not console.is_terminal or not sys.stdin.isatty():
        console.print(content)
        return
    with console.capture() as capture:
        console.print(content)
    text = capture.get()
    if text.count("\n") < console.height:
        console.file.write(text)
        return
    _through(pager, text)


def _pager() -> list[str] | None:
    """None: `PAGER` is set to nothing, or there is none."""
    words = shlex.split(os.environ.get("PAGER", "less"))
    return words if words and shutil.which(words[0]) else None


def _through(pager: list[str], text: str) -> None:
    process = subprocess.Popen(  # noqa: S603 - the person's own pager
        pager, stdin=subprocess.PIPE, text=True, env={"LESS": _LESS, **os.environ}
    )
    try:
        process.communicate(text)
    except KeyboardInterrupt:
        process.wait()
