"""The command `rank.py`: a ranking by any estimand, from a saved posterior, without a new fit."""

import json
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import xarray as xr

from bayes_bench.errors import InputError, OutputError, RefusedError
from bayes_bench.estimands.catalogue import CATALOGUE, estimand
from bayes_bench.estimands.intervals import point_and_bounds
from bayes_bench.files import write_csv
from bayes_bench.inputs.disclosure.internal import INTERNAL, marked
from bayes_bench.inputs.model.file import default_top
from bayes_bench.inputs.model.labels import Labels
from bayes_bench.posterior.diagnostics import diagnose
from bayes_bench.posterior.store import load_posterior
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.posterior.verdict import judge
from bayes_bench.ranking.claims import claims_of
from bayes_bench.ranking.pairs import better_than_next
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.tiers import pairwise_tiers
from bayes_bench.report.language.words import LANGUAGES, Words
from bayes_bench.report.terminal import ranking_text, ranking_words
from bayes_bench.tables.ranking.places import CLAIMS, TIER_ERROR, rank_details
from bayes_bench.tables.ranking.rank_details import RANKS_ALL
from bayes_bench.tables.ranking.ranks import listed_ranks
from bayes_bench.workflow.folder import own_files

type Details = Callable[[Ranks, int, float], pd.DataFrame]
"""What is said of the units' places beside their ranks, for k and the probability of intervals."""


@dataclass(frozen=True)
class RankOptions:
    """What the command line says.

    Attributes
    ----------
    estimand : str
        One of `CATALOGUE`.
    better : str, optional
        ``lower`` or ``higher``; that of the model where not given.
    reference : str, optional
        What is expected under; that of the model where not given.
    top : int, optional
        k of "among the k best"; min(10, J // 2) where not given.
    interval : float
        Probability of the rank interval.
    language : str
        ``en`` or ``da``.
    out : Path, optional
        A CSV file for the whole table.
    """

    estimand: str = "indicator"
    better: str | None = None
    reference: str | None = None
    top: int | None = None
    interval: float = 0.95
    language: str = "en"
    out: Path | None = None


def rank_posterior(path: Path, options: RankOptions | None = None) -> str:
    """Rank the units of a saved posterior.

    Parameters
    ----------
    path : Path
        `posterior.nc` of a run.
    options : RankOptions, optional

    Returns
    -------
    str
        The list with its errors, and what can be said of it, in the language asked for; the last
        line is the path of the CSV file where one is written.

    Raises
    ------
    InputError
        The file or an option cannot be used; nothing is written.
    RefusedError
        The diagnostics of these ranks do not hold; nothing is written.
    """
    options = options or RankOptions()
    if options.language not in LANGUAGES:
        raise InputError(f"--language is one of {', '.join(LANGUAGES)}, not {options.language!r}.")
    _check_writable(options.out)
    posterior = load_posterior(path)
    values = estimand(posterior, options.estimand, options.reference)
    better = options.better or str(posterior["benchmark"].attrs["better"])
    ranks = Ranks(values, better)
    k = default_top(int(values["ranked"].sum())) if options.top is None else options.top
    _refuse_unsound(posterior, ranks, k)
    # a file has more columns than the text says anything of
    details = said_details if options.out is None else rank_details
    hidden = json.loads(posterior["benchmark"].attrs.get("hidden_units", "[]"))
    listed = shown_ranking(ranking(ranks, k, options.interval, details), hidden)
    # no limits are asked for: the best list of k is of those likeliest to be among the k best
    hits = float(listed["probability_best_k"].nlargest(k).sum())
    words = ranking_words(labels_in(posterior), options.language, better, options.interval)
    text = ranking_text(listed, values, k, hits, words)
    text += "".join(f"\n\n{note}" for note in disclosure_said(posterior["benchmark"].attrs, words))
    if options.out is None:
        return text
    write_csv(marked(listed, posterior["benchmark"].attrs.get("use", "")), options.out)
    return f"{text}\n{options.out}"


def ranking(ranks: Ranks, k: int, interval: float, details: Details = rank_details) -> pd.DataFrame:
    """All that is said of the place of each ranked unit, the best expected rank first.

    Parameters
    ----------
    ranks : Ranks
        By an `estimand`.
    k : int
    interval : float
    details : callable
        `rank_details`, or `said_details` where that is enough.

    Returns
    -------
    DataFrame
        The columns of `listed_ranks` and of the details; ``value, value_lower, value_upper`` of the
        estimand itself, in its unit of measure; ``estimand`` and ``reference``.
    """
    table, values = listed_ranks(ranks, k, interval), ranks.values
    beside = details(ranks, k, interval).drop(columns="name", errors="ignore")
    whole = table.merge(beside, on="unit", validate="1:1")
    names = ("value", "value_lower", "value_upper")
    figures = dict(zip(names, point_and_bounds(values, interval), strict=True))
    drawn = pd.DataFrame(figures, index=values["unit"].values).rename_axis("unit").reset_index()
    whole = whole.merge(drawn, on="unit", validate="1:1")
    about = {"estimand": str(values.name), "reference": values.attrs["reference"]}
    return whole.sort_values("expected_rank", kind="stable", ignore_index=True).assign(**about)


def shown_ranking(listed: pd.DataFrame, hidden: Collection[str]) -> pd.DataFrame:
    """A ranking without hidden units, and what would tell of them.

    That is what a unit has to do with a hidden next one, and places, in which a gap would be a
    hidden unit's.

    Parameters
    ----------
    listed : DataFrame
        From `ranking`, the best first.
    hidden : collection of str
        Codes.
    """
    is_hidden = listed["unit"].astype(str).isin(hidden)
    before = is_hidden.shift(-1, fill_value=False)
    beside = [str(name) for name in listed if "next" in str(name)]
    apart = listed.assign(**{name: listed[name].mask(before) for name in beside})
    if is_hidden.any():
        places = [name for name in RANKS_ALL if name in listed]
        apart = apart.assign(**dict.fromkeys(places, float("nan")))
    return apart[~is_hidden].reset_index(drop=True)


def disclosure_said(about: Mapping[Hashable, Any], words: Words) -> list[str]:
    """How many units are not shown, or that nothing here is for release.

    Parameters
    ----------
    about : mapping
        Attributes of ``/benchmark``.
    words : Words
    """
    hidden = len(json.loads(about.get("hidden_units", "[]")))
    least = {"least": words.numbers.whole(int(about.get("minimum_count", 0)))}
    told = [words.count("notice.hidden", hidden, least)] if hidden else []
    return [*told, *([words.say("notice.internal")] if about.get("use") == INTERNAL else [])]


def said_details(ranks: Ranks, k: int, interval: float) -> pd.DataFrame:
    """The columns of `rank_details` that the text says something of; parameters are the same.

    Places on other scales and in other orders, and r-values, are not computed.
    """
    following = better_than_next(ranks)
    columns = {
        "tier": pairwise_tiers(ranks, TIER_ERROR)["tier"],
        "probability_better_than_next": following["probability"],
        "mcse_better_than_next": following["mcse"],
        **claims_of(ranks, k, interval)[CLAIMS].data_vars,
    }
    series = {str(name): values.to_series() for name, values in columns.items()}
    return pd.DataFrame(series).rename_axis("unit").reset_index()


def labels_in(posterior: xr.DataTree) -> Labels:
    """The reader's words that a run left with its draws; none where it had none."""
    return Labels.model_validate_json(posterior["benchmark"].attrs.get("labels", "{}"))


def _refuse_unsound(posterior: xr.DataTree, ranks: Ranks, k: int) -> None:
    """Judge the ranks of this estimand by the sampler's standard, as a run judges its own."""
    values = ranks.values
    groups = [values.to_dataset(name=values.name), ranks.variables(k)]
    table = pd.concat([diagnose(group) for group in groups], ignore_index=True)
    if CATALOGUE[str(values.name)].has_sampling_error:
        # what happened is the same in every draw: where the expected rate is too, so is the gap
        table = table[table["ess_bulk"].notna()]
    verdict = judge(posterior.attrs["sampler"], table, sampler_figures(posterior))
    if not verdict.accepted:
        findings = [str(finding) for finding in verdict.findings]
        raise RefusedError([f"the diagnostics refuse ranks by {values.name}:", *findings])


def _check_writable(out: Path | None) -> None:
    if out is None:
        return
    if out.suffix != ".csv":
        raise OutputError(f"--out {out}: write the name of a file that ends in .csv")
    if out.name in own_files():
        raise OutputError(f"--out {out}: a run writes a file of that name; choose another")
    if not out.parent.is_dir():
        raise OutputError(f"--out {out}: there is no folder {out.parent}; make it first")
