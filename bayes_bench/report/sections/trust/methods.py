"""How it was done, in words: the model, the priors, the marks, where the draws come from."""

from decimal import Decimal

from bayes_bench.inputs.disclosure.internal import INTERNAL
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.rounding import Rounded, rounded_covariates, step_text
from bayes_bench.priors.base import UnitSdPrior
from bayes_bench.report.data_facts import noticed_sentences
from bayes_bench.report.language.words import Words
from bayes_bench.report.opening import common_slots
from bayes_bench.report.page import Page
from bayes_bench.report.section import METHOD, Context, Section


def methods_sentences(page: Page, words: Words) -> list[str]:
    """A paragraph each: model, case mix, reference, indicator, marks, ranks, priors, provenance.

    Parameters
    ----------
    page : Page
    words : Words
    """
    model, slots = page.outcome.model, common_slots(page, words)
    return [
        _form(page, words),
        _covariates(page, words),
        *_interactions(page, words),
        *of_units(page, words),
        *_rounded(page, words),
        *_groupings(page, words),
        words.say(f"methods.reference.{model.benchmark.reference}"),
        words.say("methods.indicator"),
        words.say("methods.mark", slots),
        words.say("methods.ranks", slots),
        _priors(page, words),
        _disclosure(page, words),
        words.say("methods.draws", _draws(page, words)),
        *_sampler(page, words),
        words.say("methods.own", _fewer_draws(page, words)),
    ]


def provenance_sentences(page: Page, words: Words) -> list[str]:
    """Versions of the libraries, and the fingerprint."""
    record = page.outcome.record
    versions = ", ".join(f"{name} {number}" for name, number in record.get("versions", {}).items())
    told = [words.say("methods.versions", {"versions": versions})] if versions else []
    if "fingerprint" in record:
        told.append(words.say("methods.fingerprint", {"fingerprint": str(record["fingerprint"])}))
    return told


def _form(page: Page, words: Words) -> str:
    """The model and what its unit effects are distributed as."""
    form = page.outcome.model.model
    slots = {} if form.df is None else {"df": _plain(form.df, words)}
    return words.say(f"methods.model.{form.unit_effects}", slots)


def _covariates(page: Page, words: Words) -> str:
    covariates = page.outcome.model.covariates
    if not covariates:
        return words.say("methods.covariates_none")
    names = ", ".join(_covariate(covariate, words) for covariate in covariates)
    return words.say("methods.covariates", {"names": names})


def _covariate(covariate: Covariate, words: Words) -> str:
    slots = {
        "name": words.names.column(covariate.name),
        "df": words.numbers.whole(covariate.df or 0),
    }
    return words.say(f"methods.covariate_{covariate.kind}", slots)


def _interactions(page: Page, words: Words) -> list[str]:
    return [words.say("methods.interactions")] if page.outcome.model.interactions else []


def of_units(page: Page, words: Words) -> list[str]:
    """What covariates of units count as, and what that means; nothing where there are none."""
    model = page.outcome.model
    if not model.of_units:
        return []
    names = ", ".join(words.names.column(name) for name in model.of_units)
    told = [words.say(f"methods.of_units.{model.benchmark.unit_covariates}", {"names": names})]
    return told + ([words.say("methods.of_units.mixed")] if page.outcome.merged_count else [])


def _groupings(page: Page, words: Words) -> list[str]:
    """The further groupings with the priors of their standard deviations; nothing where none."""
    model = page.outcome.model
    by_prior: dict[str, list[str]] = {}
    for group in model.groups:
        prior = _sd_prior(model.priors.group_sd.of(group.name), words)
        by_prior.setdefault(prior, []).append(words.names.column(group.name))
    return [
        words.say("methods.groups", {"names": ", ".join(names), "sd_prior": prior})
        for prior, names in by_prior.items()
    ]


def _sd_prior(prior: UnitSdPrior, words: Words) -> str:
    numbers = {name: _plain(value, words) for name, value in prior.parameters.items()}
    return words.say(prior.wording, numbers)


def _rounded(page: Page, words: Words) -> list[str]:
    """What was rounded before people were counted, and what that left; nothing where nothing."""
    cells, whole = page.outcome.cells, words.numbers.whole
    found = rounded_covariates(cells, page.outcome.model)
    if not found:
        return []
    names = ", ".join(_rounded_covariate(item, words) for item in found)
    counts = {"cells": cells.sizes["cell"], "n": int(cells["trials"].sum())}
    slots = {name: whole(count) for name, count in counts.items()}
    return [words.say("methods.rounded", slots | {"names": names})]


def _rounded_covariate(item: Rounded, words: Words) -> str:
    exponent = Decimal(step_text(item.step)).as_tuple().exponent
    digits = max(0, -int(exponent))
    slots = {"name": words.names.column(item.name), "values": words.numbers.whole(item.values)}
    step = words.numbers.decimal(item.step, digits)
    return words.say("methods.rounded_covariate", slots | {"step": step})


def _priors(page: Page, words: Words) -> str:
    priors = page.outcome.model.priors
    slots = {
        "intercept_mean": _plain(priors.intercept.mean, words),
        "intercept_sd": _plain(priors.intercept.sd, words),
        "coefficient_mean": _plain(priors.coefficient.mean, words),
        "coefficient_sd": _plain(priors.coefficient.sd, words),
        "unit_sd": _sd_prior(priors.unit_sd, words),
    }
    return words.say("methods.priors", slots)


def _plain(value: float, words: Words) -> str:
    """A number of the model file with the decimals that it has, at most three."""
    digits = next((n for n in range(3) if round(value, n) == value), 3)
    return words.numbers.decimal(value, digits)


def _disclosure(page: Page, words: Words) -> str:
    settings = page.outcome.model.disclosure
    if settings.public:
        return words.say("methods.disclosure_public")
    if settings.use == INTERNAL:
        return words.say("methods.disclosure_internal")
    counts = {"merged": page.outcome.merged_count, "hidden": page.headline.hidden}
    slots = {"least": settings.minimum_count, **counts}
    return words.say("methods.disclosure", {k: words.numbers.whole(n) for k, n in slots.items()})


def _sampler(page: Page, words: Words) -> list[str]:
    """What the sampler does, and how exact that is."""
    sampler = str(page.outcome.record.get("sampler", ""))
    is_known = sampler in words.found("methods.sampler")  # a new one may have no words yet
    return [words.say(f"methods.sampler.{sampler}")] if is_known else []


def _draws(page: Page, words: Words) -> dict[str, str]:
    counts = {name: page.outcome.total(name) for name in ("chains", "draws")}
    return {name: words.numbers.whole(count) for name, count in counts.items()} | {
        "seed": str(page.outcome.model.sampling.random_seed),
    }


def _fewer_draws(page: Page, words: Words) -> dict[str, str]:
    """What is made of fewer draws than there are, and of how many."""
    parts = {"most": "reliability", "thinned": "thinned", "predictive": "predictive"}
    totals = {slot: page.outcome.total(f"{part}_draws") for slot, part in parts.items()}
    return {slot: words.numbers.whole(total) for slot, total in totals.items()}


def _context(page: Page, words: Words) -> Context:
    return {
        "sentences": methods_sentences(page, words),
        "noticed": noticed_sentences(page.outcome, words),
        "provenance": provenance_sentences(page, words),
    }


SECTION = Section(name="methods", place=170, context=_context, template="methods.html", band=METHOD)
