"""What can be chosen by name is what there are files of."""

from pathlib import Path

from bayes_bench.interface.choices import languages, samplers

PACKAGE = Path(__file__).parents[2] / "bayes_bench"


def test_a_sampler_is_a_file_and_auto_is_none() -> None:
    files = {path.stem for path in (PACKAGE / "posterior" / "samplers").glob("*.py")}
    assert samplers()[0] == "auto"
    assert set(samplers()[1:]) == files - {"__init__"}


def test_a_language_is_a_table_of_words() -> None:
    assert list(languages()) == ["da", "en"]
    folder = PACKAGE / "report" / "language" / "wording"
    assert {path.stem for path in folder.glob("*.toml")} == set(languages())
