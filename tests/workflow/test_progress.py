"""The bar of a run and the seconds of its stages, by a clock that the tests turn."""

import io
from contextlib import suppress
from datetime import datetime

import pytest
from rich.console import Console

from bayes_bench.workflow import progress
from bayes_bench.workflow.progress import STAGES, WEIGHTS, Stages


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


def test_every_stage_has_its_part_of_the_bar() -> None:
    assert list(WEIGHTS) == list(STAGES)
    assert sum(WEIGHTS.values()) == 100
    assert min(WEIGHTS.values()) > 0


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


def test_the_bar_only_grows_and_ends_full() -> None:
    stages, _ = on_screen()
    seen = []
    for name in STAGES:
        with stages.stage(name):
            seen.append(shown(stages)[0])
            assert shown(stages)[1] == STAGES[name]
            stages.report(1, 2)
            seen.append(shown(stages)[0])
            stages.report(2, 2)
    assert seen == sorted(set(seen))
    assert seen[0] == 0.0
    assert shown(stages)[0] == 100.0


def test_what_has_no_steps_is_done() -> None:
    stages, _ = on_screen()
    with stages.stage("read"):
        stages.report(0, 0)
        assert shown(stages)[0] == WEIGHTS["read"]


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
