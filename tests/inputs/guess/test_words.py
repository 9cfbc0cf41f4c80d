"""Words that say what part a column plays."""

from bayes_bench.inputs.guess.words import UNIT_WORDS, is_measured, is_part_of, said_in


def test_a_single_letter_is_a_word_only_by_itself() -> None:
    assert said_in("n", ["n"])
    assert not said_in("union", ["n"])
    assert said_in("antal_personer", ["person"])
    assert said_in("Hospital_ID", UNIT_WORDS)


def test_a_measurement_is_told_by_a_whole_word() -> None:
    assert is_measured("Age_at_admission")
    assert is_measured("alder2020")
    assert not is_measured("village")
    assert not is_measured("agency")


def test_a_class_is_a_part_of_a_school_and_no_school_of_a_class() -> None:
    assert is_part_of("class", "school_id")
    assert not is_part_of("school_id", "class")
    assert not is_part_of("hospital", "region")
    assert not is_part_of("class", "sex")
