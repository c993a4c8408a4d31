"""The icons that templates and pages name, as one sprite."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from psasync_console.assets.archive import Archive
from psasync_console.assets.fetching import AssetsError

_NAMED = re.compile(r"""\b(?:icon|picture)(?:\(\s*|\s*=\s*)["']([a-z0-9-]+)["']""")
_SHAPES = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_CANVAS = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>\s*')
_SYMBOL = (
    '<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
    'stroke-linecap="round" stroke-linejoin="round">{shapes}</symbol>'
)


def named_icons(package: Path) -> list[str]:
    """Every name in `icon("name")` of a template and `icon="name"` of a module, sorted."""
    modules = [path for path in package.rglob("*.py") if path.parent != Path(__file__).parent]
    sources = sorted([*package.rglob("*.html"), *modules])
    return sorted({name for source in sources for name in _NAMED.findall(source.read_text())})


def sprite(names: Iterable[str], archive: Archive, folder: str) -> bytes:
    """Raises `AssetsError` that names what the package has no icon for."""
    wanted = {name: f"{folder}/{name}.svg" for name in names}
    if missing := archive.missing(wanted.values()):
        raise AssetsError(f"there are no icons {', '.join(missing)}: see the package's list for their names")
    symbols = "".join(_symbol(name, archive.read(path).decode()) for name, path in wanted.items())
    return f'<svg xmlns="http://www.w3.org/2000/svg">{symbols}</svg>'.encode()


def _symbol(name: str, svg: str) -> str:
    found = _SHAPES.search(svg)
    if found is None:
        raise AssetsError(f"the icon {name} is no SVG")
    shapes = re.sub(r"\s*\n\s*", "", _CANVAS.sub("", found[1])).strip()
    return _SYMBOL.format(name=name, shapes=shapes)
