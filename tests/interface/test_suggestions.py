"""The nearest name, and lists that stay short."""

from bayes_bench.interface.suggestions import did_you_mean, listed, nearest_name, numbered


def test_nearest_name_ignores_case() -> None:
    assert nearest_name("INTERVALL", ["interval", "top"]) == "interval"
    assert nearest_name("xyz", ["interval", "top"]) is None
    assert did_you_mean("xyz", ["interval"]) == ""


def test_lists_are_sorted_and_cut() -> None:
    assert listed(["b", "a"]) == "a, b"
    assert listed("dcba", most=2) == "a, b and 2 more"
    assert numbered([3, 1, 2], most=2) == "3, 1, …"
