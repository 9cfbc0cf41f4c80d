"""Names and texts that TOML gives back as they were."""

import tomllib

import pytest

from bayes_bench.inputs.guess.toml_text import key, plain, quoted


@pytest.mark.parametrize(
    "name", ['a "b" \\ c', "æ øå", "tab\there", "x\u2028y", "{}", "\x7f", "a.b"]
)
def test_odd_names_come_back_as_they_were(name: str) -> None:
    assert tomllib.loads(f"x = {quoted(name)}")["x"] == name
    assert tomllib.loads(f"{key(name)} = 1") == {name: 1}


def test_a_plain_name_stays_plain_and_a_comment_on_its_line() -> None:
    assert key("age_2") == "age_2"
    assert plain("a\nb\x85c") == "a b c"
