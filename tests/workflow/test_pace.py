"""The pace of reports, and stages that take longer than they were to take."""

import pytest

from bayes_bench.workflow.pace import LAST_TENTH, Reported, nearing


def test_the_first_report_tells_no_pace() -> None:
    assert Reported.after(None, (1, 20), 30.0).left(31.0) is None


def test_the_pace_is_that_since_the_first_report() -> None:
    first = Reported.after(None, (4, 20), 100.0)
    later = Reported.after(Reported.after(first, (6, 20), 103.0), (8, 20), 104.0)
    assert later.left(104.0) == pytest.approx(12.0)  # four steps in four seconds, twelve to go
    assert later.left(106.0) == pytest.approx(10.0)
    assert later.left(200.0) == 0.0


@pytest.mark.parametrize("steps", [(3, 20), (4, 20), (9, 30)])
def test_new_work_begins_anew(steps: tuple[int, int]) -> None:
    before = Reported.after(Reported.after(None, (2, 20), 0.0), (4, 20), 9.0)
    assert Reported.after(before, steps, 10.0).left(10.0) is None


def test_more_time_than_was_expected_nears_the_end() -> None:
    parts = [nearing(0.01 * step) for step in range(1000)]
    assert parts == sorted(parts)
    assert parts[50] == 0.5
    assert parts[-1] < 1.0
    assert nearing(LAST_TENTH + 1e-9) == pytest.approx(LAST_TENTH)
