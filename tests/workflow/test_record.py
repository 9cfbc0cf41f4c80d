"""What makes a run the same run, and what is written of it."""

import json
from copy import deepcopy

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.facts import ATTRIBUTE
from bayes_bench.inputs.model.file import Model, with_keys
from bayes_bench.posterior.sampling import Fitted
from bayes_bench.posterior.verdict import Finding, Verdict
from bayes_bench.quantities.assessment import Assessment
from bayes_bench.workflow.record import cells_fingerprint, identity_of, prior_notes, record_of
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model, units_of

JOINT = ({"name": "joint"},)


def people() -> pd.DataFrame:
    rows = range(60)
    columns = {"u": [f"ward {row % 3}" for row in rows], "y": [row % 7 // 5 for row in rows]}
    return pd.DataFrame({**columns, "joint": ["hip" if row % 5 else "knee" for row in rows]})


def analysis(model: Model | None = None) -> Analysis:
    model = model or a_model(JOINT)
    return Analysis(model, cells_of(people(), model))


def test_the_same_people_are_the_same_cells_in_any_order() -> None:
    first = cells_fingerprint(analysis().cells)
    shuffled = people().sample(frac=1.0, random_state=1)
    assert cells_fingerprint(cells_of(shuffled, a_model(JOINT))) == first
    assert len(first) == 64
    assert int(first, 16) >= 0


def changes(cells: xr.Dataset) -> dict[str, xr.Dataset]:
    """Cells that differ from these in one thing each."""
    events = cells["events"].to_numpy().copy()
    events[0] += 1
    labelled = deepcopy(cells)
    labelled["covariate_joint"].attrs["labels"] = ["Hip", "Knee"]
    named = cells["name"].to_numpy().astype(object)
    named[0] = "another"
    return {
        "a count": cells.assign(events=("cell", events)),
        "a name": cells.assign_coords(name=("unit", named.astype(str))),
        "the type of a number": cells.assign(events=cells["events"].astype(np.int32)),
        "a label of a level": labelled,
        "a key figure": cells.assign_attrs(key_figures="[]"),
        "another variable": cells.assign(extra=("unit", np.zeros(cells.sizes["unit"]))),
        "its name": cells.rename(covariate_joint="covariate_joints"),
        "one cell less": cells.isel(cell=slice(1, None)),
    }


def test_whatever_differs_changes_the_fingerprint() -> None:
    cells = analysis().cells
    found = {what: cells_fingerprint(other) for what, other in changes(cells).items()}
    found["nothing"] = cells_fingerprint(cells.copy(deep=True))
    assert found["nothing"] == cells_fingerprint(cells)
    assert len(set(found.values())) == len(found)


def test_what_is_told_twice_is_in_it_once() -> None:
    """The facts are what the other attributes say, in another form."""
    cells = analysis().cells
    assert cells_fingerprint(cells.assign_attrs({ATTRIBUTE: "x"})) == cells_fingerprint(cells)


def test_texts_do_not_run_together() -> None:
    """One after the other each pair of names is abc."""
    pairs = [["ab", "c"], ["a", "bc"], ["abc", ""]]
    found = {cells_fingerprint(xr.Dataset(coords={"name": ("unit", pair)})) for pair in pairs}
    assert len(found) == len(pairs)


def test_a_run_is_another_by_its_model_its_options_and_its_language() -> None:
    own = analysis()
    fingerprints = {
        identity_of(own, "en").fingerprint,
        identity_of(own, "da").fingerprint,
        *(
            identity_of(own.with_model(with_keys(own.model, sections)), "en").fingerprint
            for sections in (
                {"sampling": {"random_seed": 7}},
                {"benchmark": {"margin": 2.0}},
                {"report": {"key_figures": ["k"]}},
            )
        ),
    }
    assert len(fingerprints) == 5
    again = identity_of(analysis(), "en")
    assert again == identity_of(own, "en")
    assert again.cells == cells_fingerprint(own.cells)
    assert again.language == "en"


def test_another_rounding_is_another_run_even_where_it_moves_nobody() -> None:
    covariates = ({"name": "age", "kind": "linear"},)
    table = people().assign(age=[20.0 + row % 9 for row in range(60)])
    found = []
    for steps in ({}, {"age": 1}, {"age": 0.5}):
        model = a_model(covariates, data={"round": steps})
        found.append(identity_of(Analysis(model, cells_of(table, model)), "en"))
    assert len({identity.fingerprint for identity in found}) == 3
    assert len({identity.cells for identity in found}) == 1


def test_what_is_written_of_a_run_tells_nothing_of_hidden_counts() -> None:
    model = counts_model(disclosure={"public": False})
    shown = {"A": (30, 60), "B": (20, 40), "C": (10, 50)}
    runs = []
    for events in (1, 2, 3, 4):
        table = shown | {"E": (events, 80), "F": (5 - events, 80)}
        cells = cells_of(units_of(table), model)
        runs.append((identity_of(Analysis(model, cells), "en"), cells_fingerprint(cells)))
    assert len({identity for identity, _ in runs}) == 1
    assert len({digest for _, digest in runs}) == 4, "the digest of all cells stays inside"


def test_where_the_table_lies_is_no_part_of_a_run() -> None:
    found = [
        identity_of(analysis(a_model(JOINT, data={"path": path})), "en").fingerprint
        for path in ("here/people.csv", "C:\\there\\people.csv", "here/others.csv")
    ]
    assert found[0] == found[1] != found[2]


def test_a_refused_run_without_draws_is_recorded() -> None:
    finding = Finding("mode", "laplace", note="no mode")
    fitted: Fitted[Assessment] = Fitted(None, None, Verdict("laplace", (finding,)))
    model = a_model(JOINT, data={"path": "secret/people.csv"})
    own = analysis(model)
    record = record_of(own, fitted, identity_of(own, "da"))
    assert record["verdict"] == "refused"
    assert record["findings"] == ["laplace: no mode"]
    assert (record["draws"], record["pareto_k"], record["passed_over"]) == (None, None, {})
    assert record["language"] == "da"
    assert record["model"]["data"]["path"] == "people.csv"
    assert "secret" not in json.dumps(record)
    assert {"python", "bayes_bench", "numpy"} <= set(record["versions"])


def test_a_run_is_recorded_with_the_figures_of_its_sampler() -> None:
    unit_sd = xr.DataArray(np.full((2, 30), 0.2), {"chain": [0, 1], "draw": range(30)})
    draws = xr.Dataset({"unit_sd": unit_sd})
    own = {"pareto_k": 0.25, "weight_efficiency": 0.8}
    tree = xr.DataTree.from_dict({"/posterior": draws, "/sample_stats": xr.Dataset(own)})
    tree.attrs = {"sampler": "laplace", "passed_over": '{"x": ["too few"]}'}
    fitted: Fitted[Assessment] = Fitted(tree, None, Verdict("laplace", ()))
    record = record_of(analysis(), fitted, identity_of(analysis(), "en"))
    assert record["verdict"] == "accepted"
    assert (record["draws"], record["chains"]) == (30, 4)
    assert record["pareto_k"] == record["figures"]["pareto_k"] == 0.25
    assert record["passed_over"] == {"x": ["too few"]}
    assert (record["use"], record["notes"]) == ("release", [])
    assert (record["left_out"], record["noticed"][0]["kind"]) == (None, "few_units")
    assert json.loads(json.dumps(record)) == record


def test_who_was_left_out_is_recorded_as_values() -> None:
    table, model = people(), a_model(JOINT, data={"missing": "drop"})
    table.loc[:14, "joint"] = None
    own = Analysis(model, cells_of(table, model))
    fitted: Fitted[Assessment] = Fitted(None, None, Verdict("laplace", ()))
    record = json.loads(json.dumps(record_of(own, fitted, identity_of(own, "da"))))
    gone, whole = ({"value": count, "fewer_than": 0} for count in (15, 60))
    assert record["left_out"] == {
        "people": gone,
        "of": whole,
        "reasons": {"joint": gone},
        "share": 0.25,
        "rows_share": 0.25,
        "is_rounded": False,
    }


def test_a_prior_that_the_data_contradict_is_recorded_with_its_remedy() -> None:
    unit_sd = xr.DataArray(np.full((2, 30), 2.8), {"chain": [0, 1], "draw": range(30)})
    tree = xr.DataTree.from_dict({"/posterior": xr.Dataset({"unit_sd": unit_sd})})
    (note,) = prior_notes(a_model(), tree)
    assert note.endswith('unit_sd = { family = "half-normal", scale = 4 }')
    assert prior_notes(a_model(), None) == []
