"""Numbers in the form of a language."""

import pytest

from bayes_bench.report.language.numbers import Numbers


@pytest.mark.parametrize(
    ("mcse", "shown"), [(0.0, "–"), (float("nan"), "–"), (0.0004, "±<0.1"), (0.0038, "±0.4")]
)
def test_an_error_is_never_shown_as_nought(mcse: float, shown: str) -> None:
    assert Numbers("en").probability_error(mcse) == shown
    assert Numbers("da").probability_error(mcse) == shown.replace(".", ",")


def test_numbers_are_written_as_the_language_writes_them() -> None:
    assert Numbers("en").whole(20312) == "20,312"
    assert Numbers("da").whole(20312) == "20.312"
    assert Numbers("da").signed(-4.64) == "−4,6"
    assert Numbers("en").signed(0.04) == "0.0"
    assert Numbers("da").percent(0.22) == "22,0\N{NO-BREAK SPACE}%"
    assert Numbers("en").probability(0.9999) == ">99%"
    # 20 of 4,000 draws, and all but 20: a half per cent is rounded to the even number
    assert [Numbers("en").probability(p) for p in (0.005, 0.995)] == ["<1%", ">99%"]
    assert [Numbers("en").probability(p) for p in (0.00525, 0.99475)] == ["1%", "99%"]
    assert Numbers("en").interval(-4.6, 1.2) == "−4.6 to +1.2"
    assert Numbers("en").ranks(3, float("nan")) == "–"
