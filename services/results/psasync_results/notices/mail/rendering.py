"""A letter as the two bodies of a mail."""

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from psasync_results.notices.domain.letter import Letter

_TEMPLATES = Environment(
    loader=PackageLoader("psasync_results.notices.mail"),
    autoescape=select_autoescape(enabled_extensions=("html.j2",)),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def plain_text(letter: Letter) -> str:
    return _TEMPLATES.get_template("notice.txt.j2").render(letter=letter).strip() + "\n"


def html(letter: Letter) -> str:
    return _TEMPLATES.get_template("notice.html.j2").render(letter=letter)
