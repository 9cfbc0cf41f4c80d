"""Text that can be shown anywhere, and names that stay apart wherever they are shown."""

import numpy as np
import pytest

from bayes_bench.interface.plain_text import (
    printable,
    printable_lines,
    short,
    shortened,
    told_apart,
)

HOSPITALS = [
    "Queen Elizabeth Hospital, Woolwich",
    "Queen Elizabeth Hospital, Birmingham",
    "Queen Elizabeth Hospital, Gateshead",
    "Queen Elizabeth Hospital, King's Lynn",
    "St Mary's",
]


def test_nothing_steers_a_terminal() -> None:
    hostile = "uni\x1b]0;PWNED\x07\x1b[31mt"
    assert printable(hostile) == "uni ]0;PWNED  [31mt"
    assert printable_lines(f"a\n{hostile}\r\n") == "a\nuni ]0;PWNED  [31mt \n"
    assert printable("Ærø 日本") == "Ærø 日本"
    assert printable_lines("a path\N{NO-BREAK SPACE}of\u202eone's own") == (
        "a path\N{NO-BREAK SPACE}of one's own"
    )


def test_names_that_look_alike_have_their_codes_behind_them() -> None:
    names = {"3": "Clinic", "4": "Clinic", "5": "Ward", "6": " \t", "7": "Ward  ", "8": "Infirmary"}
    assert list(told_apart(names).items()) == [
        ("3", "Clinic (3)"),
        ("4", "Clinic (4)"),
        ("5", "Ward (5)"),
        ("6", "6"),
        ("7", "Ward   (7)"),
        ("8", "Infirmary"),
    ]


def test_a_code_behind_a_name_may_be_another_name() -> None:
    names = told_apart({"1": "A", "2": "A", "3": "A (1)", "4": "A\u200b(1)"})
    assert len(set(names.values())) == 4
    assert all(name.startswith("A") for name in names.values())


def test_codes_that_look_alike_are_left_as_they_are() -> None:
    assert set(told_apart({"a\x00": "", "a\x01": ""})) == {"a\x00", "a\x01"}


def test_a_name_is_cut_where_its_place_ends() -> None:
    assert short("Frederikshavn", 6) == "Frede…"
    assert shortened(["Frederikshavn", "Odense", "a\nb"], 8) == ["Frederi…", "Odense", "a b"]


@pytest.mark.parametrize("length", [17, 25, 28])
def test_hospitals_of_one_name_keep_what_tells_them_apart(length: int) -> None:
    *queens, saint = shortened(HOSPITALS, length)
    assert saint == "St Mary's"
    assert len(set(queens)) == 4
    for shown, whole in zip(queens, HOSPITALS, strict=False):
        assert len(shown) <= length
        assert shown.startswith("Q")
        assert shown[-4:] == whole[-4:] or shown[:-1] == whole[: length - 1]


def test_a_difference_in_the_middle_is_shown() -> None:
    names = [f"{'x' * 40}{middle}{'y' * 40}" for middle in "abc"]
    told = shortened(names, 17)
    assert all(len(name) <= 17 and letter in name for name, letter in zip(told, "abc", strict=True))


def test_equal_names_stay_equal() -> None:
    assert shortened(["Hospital of the North"] * 2, 8) == ["Hospita…"] * 2


@pytest.mark.parametrize("seed", range(20))
def test_no_two_names_become_alike(seed: int) -> None:
    rng = np.random.default_rng(seed)
    parts = ["Hospital ", "of the ", "x", "y", "North ", "…", "aaaaaaaaaaaa", "b\n", "b "]
    names = list({"".join(rng.choice(parts, rng.integers(1, 10))) for _ in range(60)})
    told = dict(zip(names, shortened(names, 12), strict=True))
    lines = {printable(name) for name in names}
    assert len(set(told.values())) == len(lines)
    for name, shown in told.items():
        assert shown.isprintable()
        assert len(shown) <= 12 or shown == printable(name)
        assert shown[0] == printable(name)[0]
