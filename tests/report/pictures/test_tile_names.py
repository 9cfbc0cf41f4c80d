from importlib.resources import files

import pandas as pd
import pytest

from bayes_bench.report.pictures.style import text_width
from bayes_bench.report.pictures.tile_names import lines_of, syllables, three_letters


@pytest.fixture(scope="module")
def municipalities() -> list[str]:
    table = files("bayes_bench").parent / "data" / "municipalities.csv"  # type: ignore[attr-defined]
    return list(pd.read_csv(table)["name"])


def by_letters(text: str) -> float:
    return float(len(text))


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Odense", ["Odense"]),
        ("Frederikshavn", ["Frederiks-", "havn"]),
        ("Vesthimmerlands", ["Vesthim-", "merlands"]),
        ("Faaborg-Midtfyn", ["Faaborg-", "Midtfyn"]),
        ("Ringkøbing-Skjern", ["Ringkø-", "bing-", "Skjern"]),
        ("North East", ["North East"]),
        ("Great Northern", ["Great", "Northern"]),
    ],
)
def test_a_name_is_broken_where_one_can_read_it(name: str, lines: list[str]) -> None:
    assert lines_of(name, 10, by_letters) == lines


def test_every_municipality_fits_its_tile_and_is_written_in_full(municipalities: list[str]) -> None:
    assert len(municipalities) == 98
    for name in municipalities:
        lines = lines_of(name, 37, lambda text: text_width(text, 7.2))
        assert max(text_width(line, 7.2) for line in lines) <= 37, name
        assert len(lines) <= 3
        assert "".join(lines).replace("-", "") == name.replace("-", "")


def test_syllables_are_a_word_cut_up() -> None:
    assert "".join(syllables("Mariagerfjord")) == "Mariagerfjord"
    assert syllables("Xyz") == ["Xyz"]
    assert syllables("日本語") == ["日本語"]


def test_three_letters_tell_all_municipalities_apart(municipalities: list[str]) -> None:
    letters = dict(zip(municipalities, three_letters(municipalities), strict=True))
    assert len(set(letters.values())) == 98
    assert letters["Odense"] == "Ode"
    assert (letters["Frederikshavn"], letters["Frederikssund"]) == ("Frh", "Frs")
    assert three_letters(["Åby", "Åby"]) == ["Åby", "Åby"]
