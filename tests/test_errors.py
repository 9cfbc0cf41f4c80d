"""Each exception ends a command with its code, and says all there is to say at once."""

import pytest

from bayes_bench import errors

CODES = {
    "BayesBenchError": 70,
    "InputError": 2,
    "ModelFileError": 2,
    "DataError": 2,
    "ArgumentError": 2,
    "OutputError": 2,
    "RefusedError": 1,
    "StoppedError": 3,
}


def every() -> dict[str, type[errors.BayesBenchError]]:
    return {
        name: kind
        for name, kind in vars(errors).items()
        if isinstance(kind, type) and issubclass(kind, errors.BayesBenchError)
    }


def test_the_codes_of_the_commands() -> None:
    assert {name: kind.exit_code for name, kind in every().items()} == CODES


def test_the_table_in_the_docstring_is_the_tree() -> None:
    assert errors.__doc__ is not None
    assert all(name in errors.__doc__ for name in CODES)


@pytest.mark.parametrize("kind", [errors.InputError, errors.ModelFileError, errors.OutputError])
def test_problems_are_kept_apart_and_shown_together(kind: type[errors.InputError]) -> None:
    many = kind(["the first", "the second"])
    assert many.problems == ("the first", "the second")
    assert str(many) == "the first\nthe second"
    assert kind("only one").problems == ("only one",)


def test_findings_too() -> None:
    assert errors.RefusedError(["r_hat", "ess"]).findings == ("r_hat", "ess")
    assert str(errors.RefusedError("r_hat")) == "r_hat"


def test_a_wrong_argument_is_a_type_error_as_well() -> None:
    with pytest.raises(TypeError):
        raise errors.ArgumentError("text where cells belong")
