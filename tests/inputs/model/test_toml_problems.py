"""What stands twice in a model file is named, with both lines; all else is placed."""

import tomllib
from pathlib import Path

import pytest

from bayes_bench.inputs.model.toml_problems import toml_problems
from tests.builders.inputs import MIN_FILE, file_problems, model_of_file


def told(text: str) -> list[str]:
    """What is said of a text that the parser refuses."""
    with pytest.raises(tomllib.TOMLDecodeError) as caught:
        tomllib.loads(text)
    return toml_problems(str(caught.value), text)


def test_a_key_that_stands_twice_is_named_with_file_and_lines(tmp_path: Path) -> None:
    said = file_problems(tmp_path, MIN_FILE + '\nunit = "v"\n')
    assert said == "wrong.toml: data.unit stands twice, in line 4 and line 8: keep one"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a]\nx = 1\n\n[a]\ny = 1\n", "[a] stands twice, in line 1 and line 4: put its keys"),
        ("a.b = 1\na . 'b' = 2", "a.b stands twice, in line 1 and line 2: keep one"),
        ('a = """\nb = 1\n"""\nb = 2\nb = [\n 3]', "b stands twice, in line 4 and line 5"),
        ("[[c]]\nx = 1\n[[c]]\nx = 1\ny = 2\nx = 3", "c.x stands twice, in line 4 and line 6"),
        ("[[c]]\n[c.d]\n[[c]]\n[c.d]\n[c.d]", "[c.d] stands twice, in line 4 and line 5"),
        ("[[c]]\n[c]", "[[c]] (line 1 and line 2: [c]) is given in two ways"),
        ("[l]\nc = { a = 1 }\n[l.c]\nb = 1", "l.c (line 2 and line 3: [l.c]) is given in two"),
        ("r = { a = 1 }\nr.b = 2", "r (line 1 and line 2: r.b) is given in two ways: keep one"),
        ("x = 1\na = { b = 1, b = 2 }", "line 2: the key b stands twice within the same braces"),
    ],
)
def test_both_lines_are_named(text: str, said: str) -> None:
    (only,) = told(text)
    assert only.startswith(said)


def test_everything_that_stands_twice_is_told_at_once() -> None:
    said = told("a = 1\nb = 1\na = 2\n[c]\n[d]\n[c]\na = 1\n")
    assert [line.split()[0] for line in said] == ["a", "[c]"]


def test_what_may_stand_side_by_side_is_not_told() -> None:
    """Only one line of it is wrong, whatever else looks like it."""
    text = "[a.b]\nx = 1\n[a]\nx = 1\nc.x = 1\nc.y = 1\n[[d]]\n[[d]]\n[d.e]\nx = 1\nx = 2"
    assert told(text) == ["d.e.x stands twice, in line 10 and line 11: keep one"]


def test_what_is_not_toml_keeps_the_parsers_words_and_place(tmp_path: Path) -> None:
    assert told("a = 1\na = 2\nb = =")[0].startswith("a stands twice")
    assert told("b = =\na = 1\na = 2")[0].startswith("line 1, column 5 is not TOML: ")
    assert model_of_file(tmp_path, MIN_FILE).title == "T"
