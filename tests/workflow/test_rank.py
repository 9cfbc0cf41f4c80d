"""The command `rank.py`: a ranking from a saved posterior, its exit codes, and what it refuses."""

import io
import re
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.estimands.catalogue import CATALOGUE
from bayes_bench.posterior.store import load_posterior, save_posterior
from bayes_bench.workflow import rank as run_rank
from tests.builders.run import ROOT, SCRIPT, Outcome, environment, typed

RANK = ROOT / "scripts" / "rank.py"
REFERENCES = ("national", "typical", "population", "average_unit")
HOSPITALS = list("ABCDEFGHIJKL")


class Listed(NamedTuple):
    """What a command said, and the file that it wrote."""

    said: Outcome
    file: bytes

    @property
    def table(self) -> pd.DataFrame:
        return pd.read_csv(io.BytesIO(self.file)).set_index("unit")


type Ranked = Callable[..., Listed]


def rank(*arguments: object) -> Outcome:
    return typed(RANK, *arguments)


def alone(*arguments: object) -> Outcome:
    """The command as a process of its own."""
    done = subprocess.run(
        [sys.executable, str(RANK), *map(str, arguments)],
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def surgical(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A whole run of the twelve hospitals."""
    folder = tmp_path_factory.mktemp("surgical")
    assert typed(SCRIPT, ROOT / "models" / "surgical.toml", "--out", folder / "run").code == 0
    return folder / "run"


@pytest.fixture(scope="session")
def posterior(surgical: Path) -> Path:
    return surgical / "posterior.nc"


def changed(tree: xr.DataTree, path: Path, **benchmark: object) -> Path:
    """Save a tree with another /benchmark."""
    groups = {f"/{name}": group.to_dataset() for name, group in tree.children.items()}
    bench = groups["/benchmark"]
    groups["/benchmark"] = bench.assign(benchmark) if benchmark else bench
    copy = xr.DataTree.from_dict(groups)
    copy.attrs = tree.attrs
    save_posterior(copy, path)
    return path


def only(tree: xr.DataTree, **kept: object) -> xr.DataTree:
    """The same tree with some of its draws or units."""
    return tree.map_over_datasets(
        lambda group: group.isel({dim: at for dim, at in kept.items() if dim in group.dims})
    )


@pytest.fixture(scope="session")
def apart(posterior: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five hospitals in which estimands and references disagree, as they do under a case mix.

    Every expected share is multiplied by a factor for its reference and unit, every predicted and
    every direct share by one for its unit.
    """
    tree = only(load_posterior(posterior), unit=[1, 2, 5, 6, 9])
    bench, rng = tree["benchmark"].to_dataset(), np.random.default_rng(1)
    factor = xr.DataArray(rng.uniform(0.85, 1.2, (4, 5)), dims=("reference", "unit"))
    under = (bench["expected_under"] * factor).transpose("reference", "chain", "draw", "unit")
    own = under.sel(reference="national", drop=True)
    predicted, direct = (
        bench[name] * xr.DataArray(rng.uniform(0.85, 1.2, 5), dims="unit")
        for name in ("predicted", "direct_rate")
    )
    figures = {"predicted": predicted, "direct_rate": direct, "expected": own}
    gaps = {
        "indicator": 100 * (predicted - own),
        "persons": (predicted - own) * bench["n"],
        "observed_gap": 100 * (bench["observed"] - own).transpose(*own.dims),
    }
    path = tmp_path_factory.mktemp("apart") / "posterior.nc"
    return changed(tree, path, expected_under=under, **figures, **gaps)


@pytest.fixture(scope="module")
def ranked(apart: Path, tmp_path_factory: pytest.TempPathFactory) -> Ranked:
    """The command on `apart` with options, each made once; the posterior, too, is read once."""
    tree, out = load_posterior(apart), tmp_path_factory.mktemp("ranked") / "list.csv"

    def run(*options: str) -> Listed:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(run_rank, "load_posterior", {apart: tree}.__getitem__)
            said = rank(apart, *options, "--out", out)
        assert (said.code, said.err) == (0, "")
        assert said.out.splitlines()[-1] == str(out)
        text = said.out.removesuffix(f"{out}\n")
        return Listed(said._replace(out=text), out.read_bytes())

    return cache(run)


def sorted_by(tree: xr.DataTree, name: str, reference: str) -> np.ndarray:
    """Draws (sample, unit) in the order of an estimand, by its formula but for a constant."""
    bench = {name: values.values for name, values in tree["benchmark"].to_dataset().items()}
    P, D, n, y = (bench[key] for key in ("predicted", "direct_rate", "n", "events"))
    u = tree["posterior"]["unit_effect"].values
    E = bench["expected_under"][REFERENCES.index(reference or "typical")]
    formulas = {
        "indicator": P - E,
        "persons": n * (P - E),
        "ratio_pe": P / E,
        "indirect_rate": P / E,
        "direct_rate": D,
        "direct_gap": D,
        "odds_ratio": u,
        "predicted": P,
        "observed_gap": y / n - E,
        "ratio_oe": (y / n) / E,
    }
    return formulas[name].reshape(-1, n.size)


def placed(values: np.ndarray) -> np.ndarray:
    """Rank of each unit in each draw, lower is better, by counting who is better."""
    return 1 + (values[:, None, :] < values[:, :, None]).sum(axis=2)


# What comes out.


def test_a_table_that_is_the_runs_own(posterior: Path, surgical: Path, tmp_path: Path) -> None:
    """As a process of its own; figure for figure, to the last digit, as text."""
    out = tmp_path / "list.csv"
    done = alone(posterior, "--out", out)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines()[-1] == str(out)
    assert list(tmp_path.iterdir()) == [out]
    found = pd.read_csv(out, dtype=str, keep_default_na=False)
    assert (found[["estimand", "reference"]] == ["indicator", "national"]).all(axis=None)
    by_unit = found.set_index("unit").sort_index()
    for name in ("ranks.csv", "rank_details.csv"):
        table = pd.read_csv(surgical / name, dtype=str, keep_default_na=False).set_index("unit")
        common = [column for column in table.columns if column in by_unit.columns]
        assert len(common) >= 10
        pd.testing.assert_frame_equal(by_unit[common], table[common].loc[HOSPITALS])
    assert set(by_unit.columns) > set(pd.read_csv(surgical / "ranks.csv").columns[1:])
    # the best first, and the lines of the text likewise
    assert found["expected_rank"].astype(float).is_monotonic_increasing
    lines = [line.split() for line in done.out.splitlines()]
    listed = [words[1] for words in lines if words and words[0].isdigit()]
    assert listed == found["unit"].tolist()


def test_without_out_nothing_is_written(
    posterior: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = posterior.read_bytes()
    done = rank(posterior)
    assert (done.code, done.err) == (0, "")
    assert list(tmp_path.iterdir()) == []
    assert posterior.read_bytes() == before


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_estimand_under_every_reference(ranked: Ranked, apart: Path, name: str) -> None:
    tree = load_posterior(apart)
    for reference in CATALOGUE[name].references or ("",):
        options = ("--reference", reference) if reference else ()
        place = placed(sorted_by(tree, name, reference))
        units = tree["benchmark"]["unit"].to_numpy()
        table = ranked("--estimand", name, *options).table.loc[units]
        np.testing.assert_allclose(table["expected_rank"], place.mean(axis=0), rtol=1e-12)
        np.testing.assert_allclose(table["probability_best_k"], (place <= 2).mean(axis=0))
        said = table[["estimand", "reference"]].fillna("")
        assert (said == [name, reference]).all(axis=None)


@pytest.mark.parametrize(("name", "own"), [("indicator", "national"), ("indirect_rate", "typical")])
def test_a_reference_that_is_not_given(ranked: Ranked, name: str, own: str) -> None:
    """It is that of the model, but for the one estimand that is defined by its own."""
    given = ranked("--estimand", name, "--reference", own)
    assert ranked("--estimand", name).file == given.file
    assert ranked().file == ranked("--estimand", "indicator").file


def test_estimands_and_references_disagree_here(apart: Path) -> None:
    """The negative control of the test above: one taken for another would be seen."""
    tree, found = load_posterior(apart), {}
    for name, kind in CATALOGUE.items():
        if name in ("direct_gap", "indirect_rate"):  # the order of another one by definition
            continue
        for reference in kind.references or ("",):
            place = placed(sorted_by(tree, name, reference))
            found[name, reference] = tuple(place.mean(axis=0).round(9))
    alike: dict[tuple[float, ...], list[tuple[str, str]]] = {}
    for key, means in found.items():
        alike.setdefault(means, []).append(key)
    together = [{name for name, _ in keys} for keys in alike.values() if len(keys) > 1]
    assert all(names <= {"observed_gap", "ratio_oe"} for names in together)


def test_the_opposite_direction_is_the_list_reversed(
    ranked: Ranked, apart: Path, tmp_path: Path
) -> None:
    down, up = ranked().table, ranked("--better", "higher").table
    assert down.index.tolist() == up.index.tolist()[::-1]
    up = up.loc[down.index]
    np.testing.assert_allclose(up["expected_rank"], 6 - down["expected_rank"])
    np.testing.assert_allclose(up["probability_best_k"], down["probability_worst_k"], atol=1e-12)
    np.testing.assert_array_equal(up["rank_lower"], 6 - down["rank_upper"])
    # not given, it is that of the model
    assert ranked("--better", "lower").file == ranked().file
    tree, out = load_posterior(apart), tmp_path / "list.csv"
    tree["benchmark"].attrs["better"] = "higher"
    assert rank(changed(tree, tmp_path / "turned.nc"), "--out", out).code == 0
    assert out.read_bytes() == ranked("--better", "higher").file


def test_top_and_interval_are_those_asked_for(ranked: Ranked, apart: Path) -> None:
    tree = load_posterior(apart)
    place = placed(sorted_by(tree, "indicator", "national"))
    units = tree["benchmark"]["unit"].values
    asked, default = ranked("--top", "3", "--interval", "0.5"), ranked()
    assert "50%" in asked.said.out
    table, other = asked.table.loc[units], default.table.loc[units]
    np.testing.assert_allclose(table["probability_best_k"], (place <= 3).mean(axis=0))
    np.testing.assert_allclose(table["probability_worst_k"], (place >= 3).mean(axis=0))
    for column, level in {"rank_lower": 0.25, "rank_upper": 0.75}.items():
        expected = np.quantile(place, level, axis=0, method="inverted_cdf")
        np.testing.assert_array_equal(table[column], expected)
    # the negative control: by default they are others
    assert (abs(other["probability_best_k"] - table["probability_best_k"]) > 0.01).any()
    assert (other["rank_upper"] > table["rank_upper"]).any()


def test_what_holds_chance_is_said_to(ranked: Ranked) -> None:
    for name in ("ratio_oe", "ratio_pe"):
        said = ranked("--estimand", name, "--reference", "typical").said.out
        assert ("chance included" in said) == CATALOGUE[name].has_sampling_error


def test_danish_has_danish_numbers(ranked: Ranked) -> None:
    danish, english = ranked("--language", "da"), ranked()
    assert danish.file == english.file, "in the file they are those of no language"
    said = {"da": danish.said.out, "en": english.said.out}
    assert "Forventet placering" in said["da"]
    assert not re.search(r"\d\.\d|\d%", said["da"])
    # the negative controls
    assert "Expected rank" in said["en"]
    assert re.search(r"\d\.\d", said["en"])
    assert re.search(r"\d%", said["en"])
    lines = {
        line.split()[1]: line for line in said["da"].splitlines() if re.match(r" *\d+  ", line)
    }
    for unit, row in danish.table.iterrows():
        assert f" {row['expected_rank']:.1f} ±".replace(".", ",") in lines[unit]
        assert f"{row['probability_best_k']:.0%}".replace("%", "\xa0%") in lines[unit]


# What is refused.


@pytest.fixture(scope="module")
def short(posterior: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred draws a chain, which no verdict accepts."""
    tree = only(load_posterior(posterior), draw=slice(100))
    return changed(tree, tmp_path_factory.mktemp("short") / "posterior.nc")


def test_too_few_draws_end_with_one_and_leave_no_file(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    done = alone(short, "--out", out)
    assert (done.code, done.out) == (1, "")
    assert "the diagnostics refuse ranks by indicator" in done.err
    assert "ess_bulk" in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_earlier_file_survives_a_refusal(short: Path, tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    out.write_text("earlier", encoding="utf-8")
    assert rank(short, "--out", out).code == 1
    assert rank(tmp_path / "nothing.nc", "--out", out).code == 2
    assert out.read_text(encoding="utf-8") == "earlier"


def test_a_missing_file_ends_with_two(tmp_path: Path) -> None:
    done = alone(tmp_path / "nothing.nc", "--out", tmp_path / "list.csv")
    assert (done.code, done.out) == (2, "")
    assert "nothing.nc" in done.err
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("what", ["text", "half", "folder", "without benchmark", "another netCDF"])
def test_a_file_that_is_no_posterior(posterior: Path, tmp_path: Path, what: str) -> None:
    file, out = tmp_path / "given.nc", tmp_path / "list.csv"
    match what:
        case "text":
            file.write_text("unit,rank\nA,1\n", encoding="utf-8")
        case "half":
            file.write_bytes(posterior.read_bytes()[: posterior.stat().st_size // 2])
        case "folder":
            file.mkdir()
        case "without benchmark":
            tree = load_posterior(posterior)
            save_posterior(tree.drop_nodes("benchmark"), file)
        case "another netCDF":
            xr.Dataset({"a": ("x", [1.0, 2.0])}).to_netcdf(file, engine="h5netcdf")
    done = rank(file, "--out", out)
    assert (done.code, done.out) == (2, "")
    expected = "/benchmark" if what in ("without benchmark", "another netCDF") else "given.nc"
    assert expected in done.err
    assert done.err.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--estimand", "odds_ration"], 'did you mean "odds_ratio"?'),
        (["--estimand", "zzz"], "They are: direct_gap, direct_rate, indicator, "),
        (["--reference", "nation"], "average_unit, national, population, typical"),
        (["--estimand", "odds_ratio", "--reference", "national"], "odds_ratio has no reference"),
        (["--estimand", "indirect_rate", "--reference", "national"], "'typical'"),
        (["--top", "5"], "from 1 to 4 for 5 units, not 5"),
        (["--top", "0"], "from 1 to 4 for 5 units, not 0"),
        (["--top", "-1"], "from 1 to 4 for 5 units, not -1"),
        (["--interval", "95"], "strictly between 0 and 1, not 95"),
        (["--interval", "1"], "strictly between 0 and 1, not 1"),
        (["--better", "up"], "--better"),
        (["--language", "sv"], "--language"),
    ],
)
def test_options_that_cannot_be_used(
    apart: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    done = rank(apart, *options, "--out", tmp_path / "list.csv")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert list(tmp_path.iterdir()) == []


def test_an_out_that_cannot_be_used(apart: Path, tmp_path: Path) -> None:
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    wrong = {
        tmp_path / "ranks.xlsx": "ends in .csv",
        tmp_path / "nowhere" / "list.csv": "make it first",
        tmp_path / "ranks.csv": "a run writes a file of that name",
        tmp_path / "pairs.csv": "a run writes a file of that name",
        folder: "Is a directory",
    }
    for out, message in wrong.items():
        done = rank(apart, "--out", out)
        assert (done.code, done.out) == (2, "")
        assert message in done.err
    assert list(tmp_path.iterdir()) == [folder]


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import runpy, sys\n"
        "sys.argv = ['rank.py', '--help']\n"
        "try:\n"
        f"    runpy.run_path({str(RANK)!r}, run_name='__main__')\n"
        "except SystemExit:\n"
        "    pass\n"
        "print(sorted({'pymc', 'arviz', 'numpy', 'pandas', 'rich', 'xarray'} & set(sys.modules)))"
    )
    printed = subprocess.run(
        [sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True
    ).stdout
    assert "--estimand" in printed
    assert printed.splitlines()[-1] == "[]"


def test_a_ranking_speaks_the_words_of_the_model(posterior: Path) -> None:
    english, danish = (rank(posterior, "--language", one).out for one in ("en", "da"))
    assert "Hospitals: 12" in english
    assert "Hospitaler: 12" in danish
    assert not re.search(r"\b(units?|enhed)", english + danish, re.IGNORECASE)


# What may not be shown.


@pytest.fixture
def hiding(apart: Path, tmp_path: Path) -> Path:
    """The five hospitals, of which one in the middle is hidden."""
    tree = load_posterior(apart)
    best_first = rank(apart).out.splitlines()
    middle = next(line.split()[1] for line in best_first if line.startswith("3 "))
    tree["benchmark"].attrs |= {"hidden_units": f'["{middle}"]', "minimum_count": 5}
    return changed(tree, tmp_path / "hiding.nc")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "1 hospital is ranked and not shown"), ("da", "1 hospital er ")],
)
def test_hidden_units_are_counted_among_the_ranked_and_leave_no_gap(
    hiding: Path, tmp_path: Path, language: str, said: str
) -> None:
    out = tmp_path / "list.csv"
    done = rank(hiding, "--language", language, "--out", out)
    assert done.code == 0
    assert said in done.out
    assert not re.search(r"^[1-5]  ", done.out, re.MULTILINE), "no place is numbered"
    assert re.search(r": 5; 1 ", done.out.splitlines()[0]), "five are ranked"
    table = pd.read_csv(out)
    assert len(table) == 4
    assert table[["place_squared_error", "place_top_k"]].isna().all().all()
    assert rank(hiding, "--language", language).code == 0


def test_draws_for_internal_use_say_so(apart: Path, tmp_path: Path) -> None:
    tree = load_posterior(apart)
    assert "INTERNAL" not in rank(apart).out
    tree["benchmark"].attrs["use"] = "internal"
    assert "INTERNAL" in rank(changed(tree, tmp_path / "inside.nc")).out
