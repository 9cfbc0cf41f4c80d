"""The report: one page that needs nothing beside it, the tables as a workbook, the pictures."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from bayes_bench.errors import OutputError
from bayes_bench.files import write_atomically
from bayes_bench.report.analysis import Analysis, analyse
from bayes_bench.report.content import Found
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.page import page_of
from bayes_bench.report.pictures.style import NARROW, WIDE
from bayes_bench.report.pictures.svg import inline_svg, png_bytes, svg_bytes
from bayes_bench.report.plots import Picture, pictures_of
from bayes_bench.report.workbook import write_workbook

FIGURES = "figures"


def write_report(found: Found, folder: Path, language: str) -> None:
    """Write ``report.html``, ``report.xlsx`` and ``figures/``, each file whole or not at all.

    Parameters
    ----------
    found : Found
    folder : Path
        Exists.
    language : str
        ``en`` or ``da``.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    words = words_for(found.model, language)
    analysis = analyse(found, language, words.say("page.other"))
    shown = {picture.name: _drawn(picture, folder) for picture in pictures_of(analysis, words)}
    html = page_html(analysis, words, shown).encode("utf-8")
    write_atomically(folder / "report.xlsx", partial(write_workbook, found, words))
    _write(folder / "report.html", html)


def page_html(analysis: Analysis, words: Words, pictures: Mapping[str, Mapping[str, Any]]) -> str:
    """The page as HTML.

    Parameters
    ----------
    analysis : Analysis
    words : Words
    pictures : mapping
        By name: ``wide`` (a list of markup, its columns), ``narrow`` (markup) and ``table`` (a
        file's name).
    """
    style, script = _asset("report.css"), _asset("report.js")
    page = page_of(analysis, words)
    return (
        _environment()
        .get_template("report.html")
        .render(
            **page,
            pictures=pictures,
            style=Markup(style),  # noqa: S704 -- our own files
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
            data=Markup(json_block(page["script_data"])),  # noqa: S704 -- escaped there
        )
    )


def json_block(data: object) -> str:
    """JSON that cannot end the script element it stands in, nor begin a comment there."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, sort_keys=True)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bayes_bench.report", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _asset(name: str) -> str:
    path = files("bayes_bench.report") / "templates" / name
    return path.read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _drawn(picture: Picture, folder: Path) -> dict[str, Any]:
    """Write a picture's files; return it in both widths for the page."""
    wide, narrow = picture.draw(WIDE), picture.draw(NARROW)
    file = svg_bytes(wide, picture.name)
    place = folder / FIGURES
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{FIGURES} cannot be made in {folder}: {error.strerror}.") from error
    _write(place / f"{picture.name}.svg", file)
    _write(place / f"{picture.name}.png", png_bytes(wide))
    small = svg_bytes(narrow, f"{picture.name}-narrow")
    parts = [
        svg_bytes(draw(WIDE), f"{picture.name}-{number}")
        for number, draw in enumerate(picture.columns)
    ]
    shown = [inline_svg(part, picture.tips) for part in parts or [file]]
    return {
        "wide": [Markup(part) for part in shown],  # noqa: S704 -- serialised by ElementTree
        "narrow": Markup(inline_svg(small, picture.tips)),  # noqa: S704
        "name": picture.name,
        "table": picture.table,
    }


def _write(path: Path, content: bytes) -> None:
    write_atomically(path, lambda temporary: temporary.write_bytes(content))
