import base64
import hashlib
import html
import json
import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.facts import Facts
from bayes_bench.quantities.units import agreement, rank_table
from bayes_bench.report.html import json_block, write_report
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.ranking import ranks
from bayes_bench.tables.ranking import few_units
from tests.builders.pages import html_of, said
from tests.builders.report import people_of

FolderOf = Callable[[str], Path]
FindIn = Callable[..., Outcome]
# What the template itself writes; anything else in the page would be someone's payload.
PAGE_TAGS = """
a body code datalist dd details div dl dt figcaption figure footer h1 h2 h3 head header html input
label li link main meta nav option p script section span style summary table tbody td th thead
title tr ul
"""
HEAT_MAPS = ("rank_probabilities", "expectation")
SVG_TAGS = "clippath defs g image path rect svg text title use"


class Reader(HTMLParser):
    """Collects the elements and addresses of a page as a browser would see them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.blocks: dict[str, list[str]] = {"script": [], "style": []}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.blocks.get(tag, []).append("")
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] in self.blocks:
            self.blocks[self.tags[-1]][-1] += data


def read(folder: Path) -> Reader:
    reader = Reader()
    reader.feed((folder / "report.html").read_text(encoding="utf-8"))
    return reader


@pytest.mark.parametrize("language", ["en", "da"])
def test_no_payload_becomes_an_element(folder_of: FolderOf, language: str) -> None:
    reader = read(folder_of(language))
    assert {tag.lstrip("/") for tag in reader.tags} <= {*PAGE_TAGS.split(), *SVG_TAGS.split()}
    assert reader.tags.count("script") == 2
    assert reader.tags.count("style") == 1
    assert not [name for _, name, _ in reader.attributes if name.startswith("on")]
    assert not [name for _, name, _ in reader.attributes if name == "style"]


def test_names_are_shown_as_they_are(folder_of: FolderOf) -> None:
    page = (folder_of("en") / "report.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7 * 7 }}" in page
    assert "&amp;lt;i&amp;gt;9" in page
    assert "{units}" in page


@pytest.mark.parametrize("language", ["en", "da"])
def test_nothing_is_asked_of_another_place(folder_of: FolderOf, language: str) -> None:
    reader = read(folder_of(language))
    addresses = {v for _, name, v in reader.attributes if name in ("href", "src", "xlink:href")}
    images = {address for address in addresses if address.startswith("data:")}
    local = re.compile(r"#[\w-]+|(figures/)?\w+\.(csv|xlsx|svg)")
    assert all(local.fullmatch(address) for address in addresses - images)
    styles = "".join(reader.blocks["style"])
    assert "url(" not in styles
    assert "@import" not in styles


def test_the_policy_names_the_scripts_that_are_there(folder_of: FolderOf) -> None:
    reader = read(folder_of("en"))
    policy = next(v for tag, name, v in reader.attributes if tag == "meta" and name == "content")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    for text in (reader.blocks["script"][1], reader.blocks["style"][0]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


def test_the_json_block_cannot_be_left() -> None:
    data = {"a": "</script><!-- & \u2028 ]]>"}
    block = json_block(data)
    assert not re.search(r"[<>&\u2028]", block)
    assert json.loads(block) == data


def test_pictures_are_well_formed_and_draw_no_formula(folder_of: FolderOf) -> None:
    pictures = sorted((folder_of("en") / "figures").glob("*.svg"))
    assert len(pictures) >= 9
    for picture in pictures:
        root = ET.parse(picture).getroot()  # noqa: S314
        names = {element.tag.rpartition("}")[2] for element in root.iter()}
        allowed = {"image"} if picture.stem in HEAT_MAPS else set()
        assert not names & {"script", "foreignObject", "a", "image"} - allowed
        assert picture.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
    assert "$\\frac{1}{0}$" in (folder_of("en") / "figures" / "caterpillar.svg").read_text("utf-8")


def test_the_same_bytes_again(hostile: Outcome, folder_of: FolderOf, tmp_path: Path) -> None:
    write_report(hostile, tmp_path, "en")
    files = [path for path in folder_of("en").rglob("*") if path.is_file()]
    assert len(files) > 20
    for path in files:
        again = tmp_path / path.relative_to(folder_of("en"))
        assert again.read_bytes() == path.read_bytes(), path.name


def test_the_page_stays_small(folder_of: FolderOf) -> None:
    assert (folder_of("en") / "report.html").stat().st_size < 2_000_000


def test_counts_without_covariates_many_units_and_other(
    find: FindIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (few_units, agreement, rank_table, ranks):
        monkeypatch.setattr(module, "MAX_TABLED", 200)
    rng = np.random.default_rng(5)
    trials = rng.integers(20, 200, 212)
    trials[:2] = 6  # with too few events: merged into "other"
    counts = pd.DataFrame({"u": range(212), "e": rng.binomial(trials, 0.3), "n": trials})
    data = {"outcome": None, "events": "e", "trials": "n", "better": "higher"}
    found = find(counts, [], data=data, disclosure={"minimum_count": 5})
    assert found.ranked_count > 200
    write_report(found, tmp_path, "da")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Flere er bedre." in page
    assert "Øvrige enheder" in page
    assert "taget under ét, fordi" in page
    names = {path.stem for path in (tmp_path / "figures").glob("*.svg")}
    assert not names & {"rank_probabilities", "tile_map", "effects", "levels", "curves"}
    assert {"caterpillar", "own_range", "rank_intervals", "variation"} <= names


BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")


WITHOUT = "no Chromium here: that a browser's console stays silent is not tested"


def browse(page: Path, profile: Path) -> tuple[str, str]:
    """What a browser says of a page, and the page as its scripts have left it."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    options += ["--disable-background-networking", "--disable-component-update"]
    options += ["--enable-logging=stderr", f"--user-data-dir={profile}", "--dump-dom"]
    command = [str(BROWSER), *options, page.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return run.stderr, run.stdout


@pytest.mark.skipif(BROWSER is None, reason=WITHOUT)
@pytest.mark.parametrize("language", ["en", "da"])
def test_a_browser_has_nothing_to_complain_of(
    folder_of: FolderOf, tmp_path: Path, language: str
) -> None:
    said, page = browse(folder_of(language) / "report.html", tmp_path)
    assert "CONSOLE" not in said
    # the script has run: every heading sorts, and the counter counts
    assert page.count('<button type="button">') == 15  # no codes: the names are the codes
    counter = re.search(r'id="shown"[^>]*>([^<]*)<', page)
    assert counter is not None
    assert counter[1].startswith("18 ")


@pytest.mark.skipif(BROWSER is None, reason=WITHOUT)
@pytest.mark.parametrize("added", ["", "<pre>" + 300 * "x" + "</pre>"])
def test_a_telephone_does_not_scroll_the_page_sideways(
    folder_of: FolderOf, tmp_path: Path, added: str
) -> None:
    page = (folder_of("da") / "report.html").read_text(encoding="utf-8")
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page)  # or it would refuse what measures it
    measure = "const d = document.documentElement; document.title = `${d.scrollWidth - innerWidth}`"
    # a frame may be as narrow as a telephone, which a window may not
    inner = page.replace("</body>", f"{added}<script>{measure}</script></body>")
    told = "title = document.querySelector('iframe').contentDocument.title"
    frame = f"<iframe width=390 height=800 srcdoc='{html.escape(inner)}'></iframe>"
    outer = f"{frame}<script>onload = () => {{ document.{told}; }}</script>"
    (tmp_path / "frame.html").write_text(f"<body>{outer}</body>", encoding="utf-8")
    _, left = browse(tmp_path / "frame.html", tmp_path / "profile")
    beyond = re.search(r"<title>(-?[0-9]+)</title>", left)
    assert beyond is not None
    assert (int(beyond[1]) > 0) == bool(added)


@pytest.mark.skipif(BROWSER is None, reason=WITHOUT)
@pytest.mark.parametrize("merged", [0, 3])
def test_a_search_that_finds_nothing_says_where_merged_units_are(
    hostile: Outcome, tmp_path: Path, merged: int
) -> None:
    facts = Facts(merged_units=tuple("abc"[:merged]))
    found = replace(hostile, cells=hostile.cells.assign_attrs(facts=facts.text))
    page = html_of(said(found, "en")[0], "en")
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page)  # or it would refuse who types
    types = (
        "for (const [id, kind] of [['search', 'input'], ['find', 'change']]) {"
        "const field = document.getElementById(id); field.value = 'nowhere at all';"
        "field.dispatchEvent(new Event(kind)); }"
    )
    (tmp_path / "typed.html").write_text(
        page.replace("</body>", f"<script>{types}</script></body>"), encoding="utf-8"
    )
    _, left = browse(tmp_path / "typed.html", tmp_path / "profile")
    sentence = "Nothing of that name."
    if merged:
        sentence += " 3 units with few people are together as “Other units”."
    assert f'role="status">{sentence}</span>' in left
    assert f'role="status">0 of 18 shown. {sentence}</span>' in left


@pytest.mark.skipif(BROWSER is None, reason=WITHOUT)
@pytest.mark.parametrize("language", ["en", "da"])
def test_the_main_table_fits_a_window_with_its_notes(
    folder_of: FolderOf, tmp_path: Path, language: str
) -> None:
    """Of 1300 pixels, the notes wide enough to be read: nobody scrolls sideways for them."""
    page = (folder_of(language) / "report.html").read_text(encoding="utf-8")
    page = re.sub(r"<meta http-equiv=[^>]*>", "", page)
    measure = (
        "const t = document.getElementById('main-table'), s = t.parentElement;"
        "const note = t.tHead.rows[0].lastElementChild;"
        "document.title = `${t.offsetWidth - s.clientWidth} ${note.offsetWidth}`"
    )
    inner = page.replace("</body>", f"<script>{measure}</script></body>")
    inner = re.sub(r'(<th scope="row" class="name"[^>]*>)[^<]*', r"\1Faaborg-Midtfyn", inner)
    told = "title = document.querySelector('iframe').contentDocument.title"
    frame = f"<iframe width=1300 height=800 srcdoc='{html.escape(inner)}'></iframe>"
    outer = f"{frame}<script>onload = () => {{ document.{told}; }}</script>"
    (tmp_path / "frame.html").write_text(f"<body>{outer}</body>", encoding="utf-8")
    _, left = browse(tmp_path / "frame.html", tmp_path / "profile")
    measured = re.search(r"<title>(-?[0-9]+) ([0-9]+)</title>", left)
    assert measured is not None
    assert int(measured[1]) <= 0
    assert int(measured[2]) >= 150


@pytest.mark.skipif(BROWSER is None, reason=WITHOUT)
def test_a_script_that_is_slipped_in_is_refused_and_heard(
    folder_of: FolderOf, tmp_path: Path
) -> None:
    page = (folder_of("en") / "report.html").read_text(encoding="utf-8")
    planted = "<script>document.title = 'taken'</script><img src='http://127.0.0.1:9/x'></body>"
    (tmp_path / "planted.html").write_text(page.replace("</body>", planted), encoding="utf-8")
    said, left = browse(tmp_path / "planted.html", tmp_path / "profile")
    assert said.count("Content Security Policy") >= 2
    assert "<title>taken" not in left


LABELS: dict[str, Any] = {
    "unit": "hospital",
    "units": "hospitals",
    "people": "patients",
    "whole": "England",
    "outcome": "died within 30 days",
    "columns": {
        "chs_index": "Frailty {F}",
        "depr_5": "Deprivation",
        "gdr {0}": "Sex",
        "wage_x": "Wage",
    },
    "levels": {
        "depr_5": {"q1": "most deprived", "q2": "the others"},
        "gdr {0}": {"g1": "men", "g2": "women"},
    },
    "da": {
        "unit": "sygehus",
        "units": "sygehuse",
        "people": "patienter",
        "whole": "hele England",
        "outcome": "døde inden 30 dage",
        "columns": {
            "chs_index": "Skrøbelighed",
            "depr_5": "Afsavn",
            "gdr {0}": "Køn",
            "wage_x": "Løn",
        },
        "levels": {"depr_5": {"q1": "mest afsavn"}, "gdr {0}": {"g1": "mænd", "g2": "kvinder"}},
    },
}
NOT_THEIRS = r"\b(?:units?|enhed\w*|municipal\w*|kommun\w*|people|personer\w*)\b"
RAW = r"died_?.?30d|chs.index|depr.5|gdr|wage.x|g1|g2|q1"


@pytest.fixture(scope="module")
def hospitals(find: FindIn) -> Outcome:
    """Hospitals with columns and codes that no reader should meet."""
    people = people_of([f"H{n:02d}" for n in range(12)], 60, 5, ["g1", "g2"])
    people = people.rename(columns={"y": "died30d", "age": "chs_index", "joint": "gdr {0}"})
    rng = np.random.default_rng(6)
    people["depr_5"] = rng.choice([f"q{n}" for n in (1, 2)], len(people))
    people["wage_x"] = rng.normal(100.0, 9.0, len(people)).round(1)
    people.loc[people["u"].isin(["H10", "H11"]) & (people.index % 3 > 0), "died30d"] = 0
    return find(
        people,
        [{"name": "gdr {0}"}, {"name": "depr_5"}, {"name": "chs_index", "kind": "spline"}],
        data={"outcome": "died30d"},
        labels=LABELS,
        report={"key_figures": ["wage_x"]},
        disclosure={"public": False},
        sensitivity={"without": ["gdr {0}"]},
    )


@pytest.mark.parametrize("language", ["en", "da"])
def test_a_page_speaks_the_readers_words(hospitals: Outcome, language: str, tmp_path: Path) -> None:
    """Names of files and of their columns are what they are; all else is the reader's."""
    write_report(hospitals, tmp_path, language)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    body = page.partition("<body>")[2].partition('<script type="application/json"')[0]
    spoken = re.findall(r'(?:aria-label|title|placeholder)="([^"]*)"', body)
    text = html.unescape(" ".join([re.sub(r"<[^>]+>", " ", body), *spoken]))
    assert re.findall(rf".{{30}}{NOT_THEIRS}.{{30}}", text, re.IGNORECASE) == []
    assert re.findall(rf".{{30}}(?:{RAW}).{{0,30}}", text) == []
    own = LABELS["da"] if language == "da" else LABELS
    said = [own[noun] for noun in ("unit", "units", "people", "whole", "outcome")]
    said += own["columns"].values()
    for word in said:
        assert str(word).lower() in text.lower()


def test_two_hospitals_of_one_name_are_told_apart(find: FindIn, tmp_path: Path) -> None:
    people = people_of([f"{n}" for n in range(8)], 60, 5, ["hip", "knee"])
    names = tmp_path / "names.csv"
    long = "Queen Elizabeth Hospital of the North and the South"
    rows = [f"{n},{long if n < 3 else n}" for n in range(8)]
    names.write_text("\n".join(["code,name", *rows]), encoding="utf-8")
    found = find(people, [{"name": "joint"}], data={"names": str(names)})
    write_report(found, tmp_path, "en")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    picture = (tmp_path / "figures" / "caterpillar.svg").read_text(encoding="utf-8")
    for code in range(3):
        assert f"{long} ({code})" in page
        assert len(re.findall(rf">Queen[^<]*…[^<]*\({code}\)<", picture)) == 1
    assert f"<td>{long}<" not in page
