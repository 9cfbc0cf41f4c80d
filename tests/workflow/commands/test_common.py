"""Arguments that several verbs take mean the same in each."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bayes_bench.interface.choices import languages
from bayes_bench.workflow.command import verbs
from bayes_bench.workflow.commands.common import add_language, add_model, add_out, add_seed


def parsed(add: Callable[[argparse.ArgumentParser], None], *given: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    add(parser)
    return vars(parser.parse_args(given))


def test_what_is_not_given_is_left_to_the_model() -> None:
    assert parsed(add_model, "m.toml") == {"model": Path("m.toml"), "data": None}
    assert parsed(add_out) == {"out": None}
    assert parsed(add_seed) == {"random_seed": None}
    assert parsed(add_language) == {"language": "en"}


def test_what_is_given_is_a_path_a_number_or_a_choice() -> None:
    assert parsed(add_model, "m.toml", "--data", "p")["data"] == Path("p")
    assert parsed(add_out, "--out", "o")["out"] == Path("o")
    assert parsed(add_seed, "--random-seed", "-7")["random_seed"] == -7
    assert [parsed(add_language, "--language", one)["language"] for one in languages()] == [
        *languages()
    ]
    for add, wrong in ((add_seed, "--random-seed=x"), (add_language, "--language=sv")):
        with pytest.raises(SystemExit):
            parsed(add, wrong)


def test_an_option_is_explained_alike_wherever_it_stands() -> None:
    said: dict[str, set[str | None]] = {}
    for verb in verbs():
        parser = argparse.ArgumentParser()
        verb.into(parser)
        for action in parser._actions:
            said.setdefault("/".join(action.option_strings) or action.dest, set()).add(action.help)
    assert len(said["--out"]) > 1  # a folder, and of `rank` a file
    of_all = ("model", "--data", "--random-seed", "--language", "--debug")
    assert all(len(said[option]) == 1 for option in of_all)
