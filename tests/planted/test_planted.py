"""Planted bugs are caught by the tests that are there to catch them, and a control by none."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.planted.planting import Bug, Edit, read_bugs
from tests.planted.trial import ROOT, try_bug

BUGS = read_bugs()
PAGE = ROOT / "docs" / "planted_bugs.md"


def of(bugs: Iterable[Bug]) -> list[object]:
    """Bugs as parameters."""
    return [pytest.param(bug, id=bug.name) for bug in bugs]


@pytest.mark.parametrize("bug", of(bug for bug in BUGS.values() if bug.fast))
def test_a_planted_bug_is_caught_at_once(bug: Bug) -> None:
    assert not try_bug(replace(bug, caught_by=bug.caught_by[:1])).missed_by


@pytest.mark.slow
@pytest.mark.parametrize("bug", of(bug for bug in BUGS.values() if not bug.harmless))
def test_a_planted_bug_is_caught_by_every_test_named(bug: Bug) -> None:
    assert not try_bug(bug).missed_by


@pytest.mark.slow
@pytest.mark.parametrize("bug", of(bug for bug in BUGS.values() if bug.harmless))
def test_a_change_that_is_no_mistake_is_not_caught(bug: Bug) -> None:
    verdict = try_bug(bug)
    assert verdict.passed
    assert not verdict.failed


@pytest.mark.parametrize("bug", of(BUGS.values()))
def test_every_edit_applies_to_the_code_as_it_is(bug: Bug) -> None:
    for edit in bug.edits:
        source = (ROOT / "bayes_bench" / f"{edit.module.replace('.', '/')}.py").read_text("utf-8")
        compile(edit.apply(source), edit.module, "exec")


def test_an_edit_that_does_not_apply_is_refused() -> None:
    with pytest.raises(ValueError, match="0 times"):
        Edit("posterior.chains", "no such line", "").apply("x = 1\n")
    with pytest.raises(ValueError, match="2 times"):
        Edit("posterior.chains", "x", "y").apply("x = x\n")


def test_the_page_names_every_bug_and_misses_none() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert all(f"{bug.name}" in text and bug.what in text for bug in BUGS.values())
    assert "**nothing**" not in text
    assert "**Failed by**" not in text
