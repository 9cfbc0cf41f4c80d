"""Encodings: certain where the file tells, a guess that is said, odd letters refused."""

import codecs
from pathlib import Path

import pandas as pd
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.encoding import (
    encoding_notes,
    encoding_of,
    odd_letter_notes,
    refuse_odd_letters,
)

WORDS = ["København", "Ærø", "Århus", "Sønderborg", "Tårnby", "Brøndby", "Æbeltoft", "Öland"]


def told(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return encoding_of(path)


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("u\nå\n".encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 + "u\nå\n".encode(), "utf-8-sig"),
        ("u\nå\n".encode("cp1252"), "cp1252"),
        ("u\nå\n".encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + "u\nå\n".encode("utf-16-be"), "utf-16"),
        ("u\nå\n".encode("utf-32"), "utf-32"),
        ("units,outcomes\nå,1\n".encode("utf-16-le"), "utf-16-le"),
        ("units,outcomes\nå,1\n".encode("utf-16-be"), "utf-16-be"),
    ],
)
def test_what_a_file_tells(tmp_path: Path, content: bytes, encoding: str) -> None:
    assert told(tmp_path / "t.csv", content) == encoding
    text = content.decode(encoding)
    assert text.lstrip("\ufeff").startswith("u")


def test_only_guesses_are_said() -> None:
    assert encoding_notes("utf-8-sig", "t") == encoding_notes("utf-16", "t") == ()
    assert "read as Windows-1252" in encoding_notes("cp1252", "t")[0]
    assert "read as UTF-16-BE" in encoding_notes("utf-16-be", "t")[0]


def test_a_zero_byte_is_placed(tmp_path: Path) -> None:
    for end in ("", "å"):
        content = f"u,y\nA,1\nB\0,0\n{end}".encode("cp1252")
        with pytest.raises(DataError, match=r"t\.csv: line 3 holds a zero byte \(NUL\)"):
            told(tmp_path / "t.csv", content)


@pytest.mark.parametrize(
    ("page", "word"),
    [
        ("cp850", "København"),
        ("cp850", "Tårnby"),
        ("cp437", "Malmöer"),
        ("mac_roman", "Rødovre"),
        ("mac_roman", "Læsø"),
        ("mac_roman", "Tårnby"),
        ("mac_roman", "München"),
    ],
)
def test_letters_of_another_code_page_are_odd(page: str, word: str) -> None:
    taken = word.encode(page).decode("cp1252")
    with pytest.raises(DataError, match=r'in 1 text of the column "u"') as caught:
        refuse_odd_letters(pd.DataFrame({"u": pd.Categorical([taken, "A"])}), "t")
    assert taken not in str(caught.value)


def test_polish_in_windows_1250_is_odd() -> None:
    taken = [word.encode("cp1250").decode("cp1252") for word in ("Łódź", "Wrocław", "Białystok")]
    with pytest.raises(DataError, match="in 3 texts"):
        refuse_odd_letters(pd.DataFrame({"u": pd.Categorical(taken)}), "t")


def test_words_in_windows_1252_are_plausible() -> None:
    right = [
        *WORDS, "L’Haÿ-les-Roses", "Œuvre", "Bœuf", "Weiß", "¿Dónde?", "¡Olé!", "m²", "½ år", "5 €",
        "«mot»", "n°1", "A – B", "“a”", "Škoda", "Žilina", "£5", "£m", "ŒUVRE", "ÉCOLE",
        "d'Évreux", "D’Ø", "vent…se", "ª", "Nº5", "10 µg",
    ]  # fmt: skip
    taken = [word.encode("cp1252").decode("cp1252") for word in right]
    refuse_odd_letters(pd.DataFrame({"u": pd.Categorical(taken)}), "t")


def test_one_capital_within_a_name_is_noted_and_more_are_refused() -> None:
    columns = pd.DataFrame({"u": pd.Categorical(["LaÉtoile", "A", "Brønderslev"])})
    refuse_odd_letters(columns, "t")
    (note,) = odd_letter_notes(columns, "t")
    assert note.startswith('t: in 1 text of the column "u" a capital')
    assert "toile" not in note
    assert (
        odd_letter_notes(columns.iloc[1:].apply(lambda c: c.cat.remove_unused_categories()), "t")
        == ()
    )
    two = pd.DataFrame({"u": pd.Categorical(["LaÉtoile", "ódŸ", "A"])})
    with pytest.raises(DataError, match="in 2 texts"):
        refuse_odd_letters(two, "t")
