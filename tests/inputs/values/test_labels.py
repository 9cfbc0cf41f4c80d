"""Names as they are shown: never empty, and never two alike."""

from bayes_bench.inputs.values.labels import shown_names


def test_two_of_one_name_are_told_apart_by_code() -> None:
    labels = {"3": "Clinic", "4": "Clinic", "5": "Ward", "6": " "}
    shown = shown_names(["3", "4", "5", "6", "7"], labels)
    assert shown == ["Clinic (3)", "Clinic (4)", "Ward", "6", "7"]


def test_a_name_that_is_anothers_code() -> None:
    assert shown_names(["1", "2"], {"1": "2"}) == ["2 (1)", "2"]
