"""The rules between the keys of a model file, on plain tables, so that all are told at once.

They read what tomllib gives, right or wrong, and pass over what has the wrong type: that is
reported by the models of :mod:`bayes_bench.inputs.model.sections`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bayes_bench.inputs.codes import code_text, composed
from bayes_bench.inputs.model.interactions import INTERACTION, interaction_problems, with_kinds
from bayes_bench.inputs.model.labels import label_problems
from bayes_bench.interface.suggestions import did_you_mean, listed

OUTCOME = ("outcome", "events", "trials")
TAKEN = {
    *("chain", "draw", "sample", "unit", "cell", "term", "name", "ranked"),
    *("intercept", "coefficient", "unit_sd", "unit_effect", "reference", "effect", "quantity"),
    *("events", "trials", "rate"),
}
"""Names of dims and variables in posterior.nc and in the model's definition in PyMC."""
ROLES = ("unit", *OUTCOME, "weights", "period", "name_column")


def rule_problems(table: Mapping[str, Any]) -> list[str]:
    """Return every broken rule between keys, each a sentence that begins with the key's path.

    Parameters
    ----------
    table : mapping
        The model file's content, or a model's `model_dump()`.
    """
    data = _table(table.get("data"))
    covariates = with_kinds(_tables(table.get("covariates")))
    return [
        *(_outcome_problems(data) if data else ()),
        *_event_problems(data),
        *_role_problems(data),
        *_merge_problems(_table(data.get("merge"))),
        *_name_problems(data, covariates),
        *_group_problems(table, data, covariates),
        *_form_problems(_table(table.get("model"))),
        *_round_problems(_table(data.get("round")), covariates),
        *(problem for covariate in covariates for problem in _kind_problems(covariate)),
        *interaction_problems(covariates, _table(table.get("benchmark"))),
        *_key_figure_problems(table, data, covariates),
        *_left_out_problems(table, covariates),
        *label_problems(
            _table(table.get("labels")), _labelled(table, data, covariates), data.get("unit")
        ),
    ]


def _table(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _tables(value: object) -> list[Mapping[str, Any]]:
    is_list = isinstance(value, Sequence) and not isinstance(value, str)
    return [item for item in value if isinstance(item, Mapping)] if is_list else []  # type: ignore[attr-defined]


def _texts(values: object) -> list[str]:
    is_list = isinstance(values, Sequence) and not isinstance(values, str)
    return [item for item in values if isinstance(item, str)] if is_list else []  # type: ignore[attr-defined]


def _outcome_problems(data: Mapping[str, Any]) -> Iterator[str]:
    given = {role for role in OUTCOME if data.get(role) is not None}
    if given in ({"outcome"}, {"events", "trials"}):
        return
    if not given:
        yield "data.outcome is missing: write outcome (a 0/1 column), or events and trials"
    elif "outcome" in given:
        yield "data.outcome and data.events/data.trials exclude each other: write one or the other"
    else:
        other = ({"events", "trials"} - given).pop()
        yield f"data.{other} is missing: events and trials go together"


def _event_problems(data: Mapping[str, Any]) -> Iterator[str]:
    event = data.get("event")
    events = set(_codes([event] if isinstance(event, str | int) else event))
    if events and data.get("outcome") is None:
        yield "data.event belongs to data.outcome, and there is none: counts are events already"
    for code in sorted(events & set(_codes(data.get("missing_values")))):
        yield f'data.missing_values lists "{code}", which is data.event too'
    if data.get("names") is not None and data.get("name_column") is not None:
        yield "data.names and data.name_column exclude each other: write one or the other"


def _roles(data: Mapping[str, Any]) -> dict[str, str]:
    """Return column -> the role it has been given, and no column else has.

    One of several columns that name the unit together may be a covariate too.
    """
    return {column: role for role in ROLES if isinstance(column := data.get(role), str)}


def _role_problems(data: Mapping[str, Any]) -> Iterator[str]:
    roles: dict[str, str] = {}
    for role in ROLES:
        given = data.get(role)
        for column in [given] if isinstance(given, str) else _texts(given):
            if column in roles and roles[column] != role:
                first = roles[column]
                yield f'data.{role} names the column "{column}", which is data.{first} already'
            roles.setdefault(column, role)


def _merge_problems(merge: Mapping[str, Any]) -> Iterator[str]:
    members = {name: _codes(codes) for name, codes in merge.items()}
    for name, codes in members.items():
        if not composed(name):
            yield "data.merge has a unit with an empty name"
        if len(set(codes)) < 2:
            yield f'data.merge."{name}" has to list at least two different units'
    seen = Counter(code for codes in members.values() for code in dict.fromkeys(codes))
    for code in sorted(code for code, count in seen.items() if count > 1):
        yield f'data.merge lists the unit "{code}" under more than one name'
    yield from _merge_name_problems(members)


def _codes(values: object) -> list[str]:
    is_list = isinstance(values, Sequence) and not isinstance(values, str)
    codes = values if is_list else ()
    return [code_text(code) for code in codes if isinstance(code, str | int)]  # type: ignore[attr-defined]


def _merge_name_problems(members: Mapping[str, Sequence[str]]) -> Iterator[str]:
    names = Counter(composed(name) for name in members)
    for name in sorted(name for name, count in names.items() if count > 1):
        yield f'data.merge has the name "{name}" twice, in two spellings'
    for name in members:
        for other, codes in members.items():
            if other != name and composed(name) in codes:
                yield f'data.merge."{name}" is itself listed under "{other}": merge in one step'


def _name_problems(data: Mapping[str, Any], covariates: Sequence[Mapping[str, Any]]) -> list[str]:
    names = Counter(name for item in covariates if isinstance(name := item.get("name"), str))
    roles = _roles(data)
    repeated = [
        f'covariates: "{name}" is listed {count} times, keep one'
        for name, count in names.items()
        if count > 1
    ]
    taken = [
        f'covariates: "{name}" is data.{roles[name]} already and cannot be a covariate too'
        for name in names
        if name in roles
    ]
    return repeated + taken


def _group_problems(
    table: Mapping[str, Any], data: Mapping[str, Any], covariates: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    roles, known = _roles(data), _texts([item.get("name") for item in covariates])
    names = [composed(name) for name in _texts(_names(table.get("groups")))]
    for name, count in Counter(names).items():
        if count > 1:
            yield f'groups: "{name}" is listed {count} times, keep one'
        if name in roles:
            yield f'groups: "{name}" is data.{roles[name]} already and cannot be a grouping too'
        if name in map(composed, known):
            yield (
                f'groups: "{name}" is a covariate already: as a covariate its levels have effects '
                "of their own, as a grouping effects that vary about 0; keep one"
            )
        clash = {name, f"{name}_sd", f"{name}_effect"} & (TAKEN | _names_of(names, but=name))
        if clash:
            yield (
                f'groups: a grouping cannot be called "{name}": {listed(sorted(clash))} is a name '
                "in posterior.nc already; rename the column"
            )
        if "/" in name:
            yield (
                f'groups: a grouping cannot be called "{name}": its name stands in posterior.nc, '
                "where / parts groups; rename the column"
            )
    single = _table(_table(table.get("priors")).get("group_sd"))
    for name in (key for key, prior in single.items() if isinstance(prior, Mapping)):
        if composed(name) not in names:
            yield (
                f'priors.group_sd names "{name}", which is no grouping of the model'
                f"{did_you_mean(name, names)} (groupings: {listed(names) or 'none'})"
            )


def _form_problems(form: Mapping[str, Any]) -> Iterator[str]:
    kind = form.get("unit_effects", "normal")
    if form.get("df") is not None and kind == "normal":
        yield 'model.df belongs to unit_effects = "student-t", not to unit_effects = "normal"'


def _names_of(groupings: Sequence[str], but: str) -> set[str]:
    """What the other groupings are called in posterior.nc."""
    others = [name for name in groupings if name != but]
    return {called for name in others for called in (name, f"{name}_sd", f"{name}_effect")}


def _names(tables: object) -> list[object]:
    return [item.get("name") for item in _tables(tables)]


def _round_problems(
    steps: Mapping[str, Any], covariates: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    kinds = {
        composed(name): item.get("kind", "category")
        for item in covariates
        if isinstance(name := item.get("name"), str) and item.get("kind") != INTERACTION
    }
    for name, count in Counter(map(composed, steps)).items():
        if count > 1:
            yield f'data.round names "{name}" twice, in two spellings: keep one'
        if not name:
            yield "data.round has a column with an empty name"
        elif name not in kinds:
            yield _not_rounded(name, [known for known, kind in kinds.items() if kind != "category"])
        elif kinds[name] == "category":
            yield (
                f'data.round names "{name}", a covariate of kind = "category", which has levels '
                'and no numbers: take it out, or write kind = "linear" or "spline"'
            )


def _not_rounded(name: str, measured: Sequence[str]) -> str:
    return (
        f'data.round names "{name}", which is no covariate of the model'
        f"{did_you_mean(name, measured)} (linear and spline covariates: "
        f"{listed(measured) or 'none'})"
    )


def _kind_problems(covariate: Mapping[str, Any]) -> Iterator[str]:
    place, kind = f'covariates["{covariate.get("name")}"]', covariate.get("kind", "category")
    if covariate.get("reference") is not None and kind in ("linear", "spline"):
        yield f'{place}.reference belongs to kind = "category", not to kind = "{kind}"'
    if covariate.get("df") is not None and kind in ("category", "linear"):
        yield f'{place}.df belongs to kind = "spline", not to kind = "{kind}"'
    if covariate.get("missing") == "category" and kind in ("linear", "spline"):
        yield (
            f'{place}.missing = "category" belongs to kind = "category": a measurement has no '
            'level for what is missing; write "drop" or "refuse"'
        )


def _key_figure_problems(
    table: Mapping[str, Any],
    data: Mapping[str, Any],
    covariates: Sequence[Mapping[str, Any]],
) -> Iterator[str]:
    figures = Counter(_texts(_table(table.get("report")).get("key_figures")))
    taken = {*_roles(data), *_texts([item.get("name") for item in covariates])}
    taken |= {*_texts(_names(table.get("groups")))}
    for name, count in figures.items():
        if count > 1:
            yield f'report.key_figures lists "{name}" {count} times, keep one'
        if name in taken:
            yield f'report.key_figures lists "{name}", which the model uses already: leave it out'


def _left_out_problems(
    table: Mapping[str, Any], covariates: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    known = [composed(name) for name in _texts([item.get("name") for item in covariates])]
    named = _texts(_table(table.get("sensitivity")).get("without"))
    for name, count in Counter(map(composed, named)).items():
        if count > 1:
            yield f'sensitivity.without lists "{name}" {count} times, keep one'
        if name and name not in known:  # an empty name is told already
            yield (
                f'sensitivity.without lists "{name}", which is no covariate of the model'
                f"{did_you_mean(name, known)} (covariates: {listed(known) or 'none'})"
            )


def _labelled(
    table: Mapping[str, Any], data: Mapping[str, Any], covariates: Sequence[Mapping[str, Any]]
) -> dict[str, bool]:
    """The columns that may be labelled, and whether each may have levels."""
    outcome = _texts([data.get(role) for role in ROLES[1:]])
    figures = _texts(_table(table.get("report")).get("key_figures"))
    kinds = {
        composed(name): item.get("kind", "category") == "category"
        for item in covariates
        if isinstance(name := item.get("name"), str)
    }
    groups = dict.fromkeys(map(composed, _texts(_names(table.get("groups")))), True)
    return (
        groups
        | dict.fromkeys(map(composed, outcome), False)
        | dict.fromkeys(map(composed, figures), True)
        | kinds
    )
