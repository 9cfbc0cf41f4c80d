"""The report: one page that needs nothing beside it, the tables as a workbook, the pictures."""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from bayes_bench.errors import OutputError
from bayes_bench.files import write_bytes
from bayes_bench.interface.plain_text import printable
from bayes_bench.numerics.side_by_side import SideBySide
from bayes_bench.report.data_facts import left_out_sentence
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.opening import (
    common_slots,
    headline_sentences,
    hidden_note,
    internal_note,
    nothing_found,
    notices,
    subtitle,
)
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.drawn import Drawn, drawn
from bayes_bench.report.section import Band, Context, Section, pictures_of, sections_of
from bayes_bench.report.sections.answer.main_table import has_codes
from bayes_bench.report.workbook import workbook_bytes

FIGURES = "figures"


def write_report(
    outcome: Outcome, folder: Path, language: str, meanwhile: Callable[[], object] = lambda: None
) -> None:
    """Write ``report.html``, ``report.xlsx`` and ``figures/``, each file whole or not at all.

    Parameters
    ----------
    outcome : Outcome
    folder : Path
        Exists.
    language : str
        ``en`` or ``da``.
    meanwhile : callable, optional
        What else there is to do: done first, while other cores draw.

    Raises
    ------
    OutputError
        A file cannot be written.
    """
    words = words_for(outcome.model, language)
    page = Page(outcome, language, words.say("page.other"))
    pictures = [partial(drawn, picture, page, words) for picture in pictures_of(page)]
    with SideBySide([partial(workbook_bytes, outcome, words), *pictures]) as under_way:
        meanwhile()
        context = _context(page, words)
        workbook, *found = under_way.results()
    for picture in found:
        _write_picture(picture, folder)
    write_bytes(workbook, folder / "report.xlsx")
    html = _rendered(context, {picture.name: picture for picture in found})
    write_bytes(html.encode("utf-8"), folder / "report.html")


def page_html(page: Page, words: Words, pictures: Mapping[str, Any]) -> str:
    """The page as HTML.

    Parameters
    ----------
    page : Page
    words : Words
    pictures : mapping
        By name: what `drawn` returns, of which the page takes ``wide``, ``narrow`` and ``table``.
    """
    return _rendered(_context(page, words), pictures)


def _rendered(context: Context, pictures: Mapping[str, Any]) -> str:
    style, script = _asset("report.css"), _asset("report.js")
    return (
        _environment()
        .get_template("report.html")
        .render(
            **context,
            pictures=pictures,
            style=Markup(style),  # noqa: S704 -- our own files
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


def _context(page: Page, words: Words) -> Context:
    """What the template of the whole page is given."""
    sections = sections_of(page)
    by_name = page.listed[page.listed["ranked"]].sort_values("place_of_name")
    return {
        "title": words.title,
        "subtitle": subtitle(page, words),
        "left_out": left_out_sentence(page.outcome, words),
        "lang": words.say("page.lang"),
        "words": words,
        "slots": common_slots(page, words),
        "headline": headline_sentences(page, words),
        "notices": notices(page, words),
        "hidden_note": hidden_note(page, words),
        "internal_note": internal_note(page, words),
        "by_unit": [picture.name for picture in pictures_of(page) if picture.by_unit],
        "names": [printable(name) for name in by_name["name"]],
        "navigation": [section.name for section in sections if section.is_in_navigation],
        "bands": list(_bands(sections, page, words)),
        "version": str(page.outcome.record.get("versions", {}).get("bayes_bench", "")),
        "data": Markup(json_block(_script_data(page, words))),  # noqa: S704 -- escaped there
    }


def _bands(
    sections: list[Section], page: Page, words: Words
) -> Iterator[tuple[Band | None, list[tuple[Section, Context]]]]:
    """Neighbouring sections of one band together, each with what its template is given."""
    for band, members in groupby(sections, key=lambda section: section.band):
        yield band, [(section, section.context(page, words)) for section in members]


def _script_data(page: Page, words: Words) -> Context:
    """What the page's script needs: words of its counter and searches, whether there are codes."""
    return {
        "nothing": nothing_found(page, words),
        "shown": words.found("table.shown"),
        "units": len(page.units),
        "has_codes": has_codes(page),
        "lang": words.say("page.lang"),
    }


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


def _write_picture(picture: Drawn, folder: Path) -> None:
    place = folder / FIGURES
    try:
        place.mkdir(exist_ok=True)
    except OSError as error:
        raise OutputError(f"{FIGURES} cannot be made in {folder}: {error.strerror}.") from error
    write_bytes(picture.svg, place / f"{picture.name}.svg")
    write_bytes(picture.png, place / f"{picture.name}.png")
