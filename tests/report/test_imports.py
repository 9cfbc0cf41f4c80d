"""A report words and draws finished tables: of the floors that compute it knows constants only."""

import pytest

from tests.test_floors import imported, modules

MAY_IMPORT = {
    *("report", "interface", "errors", "files", "typing", "registry", "tables.table"),
    *(
        "inputs.model",
        "inputs.codes.MISSING",
        "inputs.codes.OTHER",
        "inputs.facts",
        "inputs.compared",
        "inputs.rounding",
        "inputs.disclosure.internal",  # the words that say so
    ),
    "priors.base.UnitSdPrior",  # knows its own wording
    "numerics.side_by_side",
    *("estimands.axioms.AXIOMS", "estimands.catalogue.CATALOGUE", "estimands.intervals.BOUNDS"),
    "estimands.classical.winners_curse.ENDS",
    "estimands.classical.winners_curse.MIN_PEOPLE",
    "ranking.draws.MAX_TABLED",
    *("sensitivity_analysis.rows.ACCEPTED", "sensitivity_analysis.rows.BASE"),
    *(f"sensitivity_analysis.power_scaling.{name}" for name in ("STILL", "THRESHOLD", "UNDECIDED")),
    "tables.ranking.places.TIER_ERROR",
}
REPORT = sorted(name for name in modules() if name.startswith("report"))


def strangers(source: str, module: str) -> set[str]:
    """What a module of the report imports and may not."""
    names = imported(source, f"bayes_bench.{module}".rpartition(".")[0])
    return {n for n in names if not any(f"{n}.".startswith(f"{own}.") for own in MAY_IMPORT)}


@pytest.mark.parametrize("module", REPORT)
def test_a_report_computes_nothing(module: str) -> None:
    assert not strangers(modules()[module].read_text(encoding="utf-8"), module)


@pytest.mark.parametrize(
    ("source", "caught"),
    [
        ("from bayes_bench.fitted import Fit", "fitted.Fit"),
        ("import bayes_bench.predictive.ranges", "predictive.ranges"),
        (
            "from bayes_bench.tables.ranking.ranks import rank_summary",
            "tables.ranking.ranks.rank_summary",
        ),
        ("def f():\n    from bayes_bench.estimands import flags", "estimands.flags"),
    ],
)
def test_a_report_that_computes_is_caught(source: str, caught: str) -> None:
    assert strangers(source, "report.page") == {caught}
