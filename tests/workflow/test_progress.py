"""The bar of a run and the seconds of its stages, by a clock that the tests turn."""

import io
from contextlib import suppress
from datetime import datetime

import pytest
from rich.console import Console

from bayes_bench.workflow import progress
from bayes_bench.workflow.progress import STAGES, Stages
from bayes_bench.workflow.stage_costs import Size, expected_seconds


class Clock:
    """Seconds that pass only when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(progress, "perf_counter", made)
    return made


def test_a_stage_within_another_is_not_counted_twice(clock: Clock) -> None:
    """As `fit_until` draws, is judged, and draws more."""
    stages = Stages()
    with stages.stage("sample"):
        clock.passes(1.0)
        for _ in range(2):
            with stages.stage("benchmark"):
                clock.passes(10.0)
            clock.passes(100.0)
    with stages.stage("sample"):
        clock.passes(1000.0)
    clock.passes(5.0)  # between stages
    seconds = stages.seconds_by_stage()
    assert seconds["sample"] == 1201.0
    assert seconds["benchmark"] == 20.0
    assert list(seconds) == list(STAGES)
    assert all(seconds[name] is None for name in STAGES if name not in ("sample", "benchmark"))


def test_a_stage_that_fails_has_its_seconds_too(clock: Clock) -> None:
    stages = Stages()
    with suppress(ZeroDivisionError), stages.stage("read"):
        clock.passes(3.0)
        raise ZeroDivisionError
    assert stages.seconds_by_stage()["read"] == 3.0


def test_when_it_began_is_a_time_of_a_zone() -> None:
    times = Stages().times()
    began = datetime.fromisoformat(times["started"])
    assert began.utcoffset() is not None
    assert began.microsecond == 0
    assert set(times["seconds"]) == set(STAGES)


def on_screen() -> tuple[Stages, io.StringIO]:
    screen = io.StringIO()
    return Stages(Console(file=screen, force_terminal=True, width=120)), screen


def shown(stages: Stages) -> tuple[float, str]:
    """How full the bar is, and what it says."""
    (task,) = stages._bar.tasks
    return task.completed, task.description


SMALL, LARGE = Size(500, 4_000, 20), Size(1_000_000, 4_000, 98)


def test_every_stage_has_its_part_of_the_bar() -> None:
    for size in (SMALL, LARGE):
        assert list(expected_seconds(size)) == list(STAGES)


@pytest.mark.parametrize("size", [SMALL, LARGE])
@pytest.mark.parametrize("slowness", [0.2, 1.0, 7.0])
def test_the_bar_grows_with_the_seconds_and_ends_full(
    clock: Clock, size: Size, slowness: float
) -> None:
    """On a machine that is slower throughout, it is never turned back and never full too early."""
    stages, _ = on_screen()
    seen = []
    with stages:
        for name, seconds in expected_seconds(size).items():
            with stages.stage(name):
                assert shown(stages)[1] == STAGES[name]
                for _ in range(20):
                    clock.passes(slowness * seconds / 20)
                    stages.tick()
                    seen.append(shown(stages)[0])
            if name == "aggregate":
                stages.expect(size)
        assert seen == sorted(seen)
        assert 90 < seen[-1] < 100
    assert shown(stages)[0] == 100.0


@pytest.mark.parametrize("slowness", [0.3, 4.0])
def test_what_is_left_is_about_right_once_the_machine_is_known(
    clock: Clock, slowness: float
) -> None:
    stages, _ = on_screen()
    expected = expected_seconds(LARGE)
    for name in ("read", "aggregate"):
        with stages.stage(name):
            clock.passes(slowness * expected[name])
    stages.expect(LARGE)
    left = slowness * (sum(expected.values()) - expected["read"] - expected["aggregate"])
    for name in ("sample", "benchmark"):
        for _ in range(4):
            with stages.stage(name):
                clock.passes(slowness * expected[name] / 4)
                left -= slowness * expected[name] / 4
                stages.tick()
                assert seconds_left(stages) == pytest.approx(left, rel=0.2)


def seconds_left(stages: Stages) -> float:
    (task,) = stages._bar.tasks
    if task.fields["left"] == "nearly done":
        return 0.0
    hours, minutes, seconds = task.fields["left"].removesuffix(" left").split(":")
    return 3600.0 * int(hours) + 60.0 * int(minutes) + float(seconds)


def test_reports_of_a_steady_stage_say_how_long_it_takes(clock: Clock) -> None:
    """NUTS takes a hundred times as long as was expected."""
    stages, _ = on_screen()
    with stages.stage("sample"):
        clock.passes(100.0)
        stages.report(1, 5)
        before = shown(stages)[0]
        clock.passes(100.0)
        stages.report(2, 5)
        assert shown(stages)[0] >= before
        assert 300.0 < seconds_left(stages) < 330.0
        clock.passes(50.0)
        stages.tick()
        assert 250.0 < seconds_left(stages) < 280.0
        clock.passes(1.0)
        stages.report(1, 4)  # more draws, from the start
        assert seconds_left(stages) < 40.0


def test_what_goes_before_the_first_report_is_no_pace(clock: Clock) -> None:
    """Two seconds of preparing and then twenty reports at once: what is left stays right."""
    stages, _ = on_screen()
    usual = expected_seconds(Size())
    after = sum(usual.values()) - sum(usual[name] for name in ("read", "aggregate", "sample"))
    for name in ("read", "aggregate"):
        with stages.stage(name):
            clock.passes(2.0 * usual[name])
    with stages.stage("sample"):
        clock.passes(2.6)
        for done in range(1, 21):
            clock.passes(0.03)
            stages.report(done, 20)
            assert 1.5 * after < seconds_left(stages) < 3.0 * after
    with stages.stage("benchmark"):
        assert seconds_left(stages) == pytest.approx(2.0 * after, rel=0.3)


def test_a_stage_that_takes_longer_makes_the_others_longer(clock: Clock) -> None:
    stages, _ = on_screen()
    with stages.stage("checks"):
        before = seconds_left(stages)
        clock.passes(10.0 * expected_seconds(Size())["checks"])
        stages.tick()
        assert seconds_left(stages) > 5.0 * expected_seconds(Size())["publish"]
        assert before > 0.0


def test_between_two_stages_the_bar_says_what_was_last(clock: Clock) -> None:
    stages, _ = on_screen()
    with stages.stage("checks"):
        clock.passes(1.0)
    stages.tick()
    assert shown(stages)[1] == STAGES["checks"]
    assert stages.seconds_by_stage()["checks"] == 1.0


def test_a_bar_fits_into_eighty_columns() -> None:
    screen = io.StringIO()
    stages = Stages(Console(file=screen, force_terminal=True, width=80))
    with stages:
        for name, told in STAGES.items():
            with stages.stage(name):
                stages._bar.refresh()
                assert told in screen.getvalue()
                rest = screen.getvalue().rsplit(told, 1)[1]
                assert rest.rstrip().endswith((" left", "nearly done"))
                assert "…" not in screen.getvalue()


def test_a_report_of_a_part_says_nothing_of_the_whole(clock: Clock) -> None:
    stages, _ = on_screen()
    with stages.stage("checks"):
        clock.passes(0.1)
        before = shown(stages)[0]
        stages.report(5, 5)
        stages.report(0, 0)
        assert shown(stages)[0] < before + 1.0


def test_a_failure_does_not_fill_the_bar() -> None:
    stages, _ = on_screen()
    with suppress(ZeroDivisionError), stages, stages.stage("read"):
        raise ZeroDivisionError
    assert shown(stages)[0] < 50.0


def test_after_an_inner_stage_the_outer_one_is_shown_again() -> None:
    stages, _ = on_screen()
    with stages.stage("sample"):
        with stages.stage("benchmark"):
            pass
        stages.report(1, 1)
        assert shown(stages)[1] == STAGES["sample"]


def test_a_note_is_printed_as_it_is() -> None:
    """Names of people's units may hold brackets, which rich takes for markup."""
    stages, screen = on_screen()
    with stages:
        stages.say("note: [bold]ward[/bold] [red]")
    assert "note: [bold]ward[/bold] [red]\n" in screen.getvalue()


def test_no_bar_where_nobody_looks() -> None:
    screen = io.StringIO()
    with Stages(Console(file=screen)) as stages:
        with stages.stage("read"):
            stages.report(1, 2)
        stages.say("note")
    assert screen.getvalue() == "note\n"
