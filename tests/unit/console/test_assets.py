"""Files that are served, and archives that are let in."""

from __future__ import annotations

import gzip
import io
import tarfile
from dataclasses import replace
from pathlib import Path

import brotli
import pytest

from psasync_console.assets.archive import Archive
from psasync_console.assets.building import PACKAGE
from psasync_console.assets.fetching import AssetsError, fetch
from psasync_console.assets.icons import named_icons, sprite
from psasync_console.assets.locked import LOCK, integrity_of, packages
from psasync_console.assets.served import Assets


def archive(**files: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, text in files.items():
            entry = tarfile.TarInfo(f"package/{name}")
            entry.size = len(text.encode())
            tar.addfile(entry, io.BytesIO(text.encode()))
    return buffer.getvalue()


def test_the_lock_names_versions_and_sums_and_no_registry():
    assert "://" not in LOCK.read_text()
    for package in packages():
        assert package.version[0].isdigit()
        assert package.integrity.startswith("sha512-")


def test_what_has_another_sum_is_not_used(tmp_path: Path):
    package = replace(packages()[0], integrity=integrity_of(b"another"))
    (tmp_path / package.archive).write_bytes(archive(a="b"))

    def npm(_cache: Path):
        return ("true",)

    with pytest.raises(AssetsError, match="another sum"):
        fetch([package], tmp_path, npm)


def test_what_is_in_the_cache_is_not_fetched_again(tmp_path: Path):
    data = archive(a="b")
    package = replace(packages()[0], integrity=integrity_of(data))
    (tmp_path / package.archive).write_bytes(data)

    def npm(_cache: Path):
        raise AssertionError("nothing is missing")

    assert fetch([package], tmp_path, npm) == {package.name: data}


def test_an_npm_that_fails_is_told(tmp_path: Path):
    with pytest.raises(AssetsError, match="npm cannot fetch"):
        fetch([packages()[0]], tmp_path, lambda _cache: ("false",))


def test_icons_become_symbols():
    icon = '<svg class="x"><path stroke="none" d="M0 0h24v24H0z" fill="none" />\n  <path d="M1 2" />\n</svg>'
    with Archive(archive(**{"outline/home.svg": icon})) as opened:
        made = sprite(["home"], opened, "outline").decode()
        assert '<symbol id="home"' in made
        assert '<path d="M1 2" />' in made
        assert "M0 0h24" not in made
        with pytest.raises(AssetsError, match="no icons outline/house"):
            sprite(["house"], opened, "outline")


def test_names_are_found_in_templates_and_modules():
    assert {"layout-dashboard", "circle-check", "sun"} <= set(named_icons(PACKAGE))


async def test_a_file_is_kept_for_good_under_its_version(browser, app):
    url = app.state.assets.url("css/console.css")
    answer = await browser.get(url, headers={"accept-encoding": "gzip"})
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"


async def test_a_page_of_another_version_gets_the_file_and_does_not_keep_it(browser):
    answer = await browser.get("/assets/000000000000/css/console.css")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/assets/x/nothing.js", "/assets/x/../settings.py", "/assets/x/for-tests/axe.js"])
async def test_nothing_else_is_served(browser, path):
    assert (await browser.get(path)).status_code == 404


def test_codings_hold_the_same():
    assets = Assets()
    for name in ("css/console.css", "tabler.css", "htmx.js", "icons.svg"):
        found, _ = assets.find("", name)
        plain = found.encodings[""]
        assert gzip.decompress(found.encodings["gzip"]) == plain
        assert brotli.decompress(found.encodings["br"]) == plain


def test_a_change_of_a_file_changes_its_address(tmp_path: Path):
    (tmp_path / "a.css").write_text("a {}")
    before = Assets(static=tmp_path).url("a.css")
    (tmp_path / "a.css").write_text("b {}")
    assert Assets(static=tmp_path).url("a.css") != before


def test_without_built_files_it_says_what_to_do(tmp_path: Path):
    with pytest.raises(RuntimeError, match="make venv"):
        Assets(built=tmp_path / "none")
