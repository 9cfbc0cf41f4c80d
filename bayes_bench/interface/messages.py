"""What pydantic finds wrong in a model file, as sentences for the person who wrote the file."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError

from bayes_bench.interface.suggestions import did_you_mean, listed

MOST = 10
"""Unknown keys that are told one by one."""
NAMED = (("covariates",), ("groups",))
"""Lists of tables that have a name each."""
PROBABILITIES = ("benchmark.interval", "benchmark.flag_probability", "benchmark.fdr")
MUST_BE = {
    "bool_type": "must be true or false",
    "dict_type": "must be a table { name = [codes] }",
    "finite_number": "must be a finite number",
    "float_type": "must be a number",
    "int_type": "must be a whole number",
    "mapping_type": "must be a table { name = [codes] }",
    "model_type": "must be a table of keys and values",
    "model_attributes_type": "must be a table of keys and values",
    "string_type": "must be text, in quotation marks",
    "tuple_type": "must be a list, in square brackets",
}
MISSING = {
    "data": ": write a [data] section",
    "data.better": ': write "lower" where few events are good, "higher" where many are',
    "data.unit": ": name the column that holds each person's unit",
    "title": ": say in plain words what is compared",
}
LIMITS = {
    "greater_than": ("gt", "above"),
    "greater_than_equal": ("ge", "at least"),
    "less_than": ("lt", "below"),
    "less_than_equal": ("le", "at most"),
}


def model_problems(
    error: ValidationError,
    table: Mapping[str, Any],
    model: type[BaseModel],
    at: Sequence[str | int] = (),
) -> list[str]:
    """Return a sentence for every problem that pydantic found.

    Parameters
    ----------
    error : ValidationError
        What validation raised.
    table : mapping
        What was validated, for the names of covariates.
    model : type of BaseModel
        What it was validated as, for the names of the known keys.
    at : sequence, optional
        Where that stands in the model file; a whole file where not given.
    """
    whole = _within(table, at)
    items, further = _first(error.errors(include_url=False))
    found = (_problem(dict(item), whole, model, at) for item in items)
    more = f"{further} further keys are not keys of the model file"
    return [
        *(line for sentence in found for line in sentence.splitlines()),
        *([more] if further else []),
    ]


def _first(items: Sequence[Any]) -> tuple[list[Any], int]:
    """All problems but unknown keys beyond the first few, and how many these are."""
    unknown = [item for item in items if item["type"] == "extra_forbidden"]
    kept = [item for item in items if item["type"] != "extra_forbidden"]
    most = MOST if len(unknown) > MOST + 1 else len(unknown)
    return [*kept, *unknown[:most]], len(unknown) - most


def _within(table: Mapping[str, Any], at: Sequence[str | int]) -> Mapping[str, Any]:
    """The model file that would have nothing but this table, at its place."""
    found: Any = table
    for step in reversed(at):
        found = [found] if isinstance(step, int) else {step: found}
    return dict(found)


def _problem(
    item: dict[str, Any],
    table: Mapping[str, Any],
    model: type[BaseModel],
    at: Sequence[str | int],
) -> str:
    location = _without_tags([*at, *item["loc"]])
    path, kind, context = _path(location, table), item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown(path, location, item["loc"], model)
    if kind == "missing":
        return f"{path} is missing{MISSING.get(path, '')}"
    if kind in ("literal_error", "union_tag_invalid"):
        return _wrong_choice(path, item)
    if kind in LIMITS:
        return _beyond(path, item)
    if kind == "value_error":
        return f"{path} {context['error']}".strip()
    return f"{path} {_type_sentence(location, item)}"


def _without_tags(location: Sequence[str | int]) -> tuple[str | int, ...]:
    # pydantic puts the prior's family between "unit_sd" and the key
    if tuple(location[:2]) == ("priors", "unit_sd"):
        return (*location[:2], *location[3:])
    if tuple(location[:2]) == ("priors", "group_sd"):
        # "every" or "single" and a name, and then the family
        named = [*location[3:4]] if [*location[2:3]] == ["single"] else []
        return (*location[:2], *named, *location[4 + len(named) :])
    return tuple(location)


def _path(location: Sequence[str | int], table: Mapping[str, Any]) -> str:
    parts = ""
    for step, part in enumerate(location):
        if isinstance(part, str):
            parts += f".{part}" if parts else part
        else:
            parts += f"[{_item_name(location[:step], part, table)}]"
    return parts


def _item_name(place: Sequence[str | int], index: int, table: Mapping[str, Any]) -> str:
    item = table[str(place[0])][index] if tuple(place) in NAMED else None
    name = item.get("name") if isinstance(item, Mapping) else None
    return f'"{name}"' if isinstance(name, str) else str(index + 1)


def _unknown(
    path: str,
    location: Sequence[str | int],
    tagged: Sequence[str | int],
    model: type[BaseModel],
) -> str:
    key = str(location[-1])
    known = _known_keys(_as_declared(tagged[:-1]), model)
    elsewhere = _elsewhere(key, location[:-1], model)
    suggestion = f"; it belongs {elsewhere}" if elsewhere else did_you_mean(key[:100], known)
    path = path if len(path) <= 100 else f"{path[:97]}…"
    return f"{path} is not a key of the model file{suggestion} (known here: {listed(known)})"


def _as_declared(tagged: Sequence[str | int]) -> Sequence[str | int]:
    """Where the schema says what may stand there: the sds of all groupings are of one kind."""
    if tuple(tagged[:2]) != ("priors", "group_sd"):
        return tagged
    return ("priors", "unit_sd", tagged[-1])


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema()


def _elsewhere(key: str, place: Sequence[str | int], model: type[BaseModel]) -> str:
    """Where a key belongs that stands in a wrong section: "under [data]"; empty if nowhere."""
    schema = _schema(model)
    sections = schema.get("properties", {})
    found = [
        f"under [[{name}]]" if (name,) in NAMED else f"under [{name}]"
        for name in sections
        if (name,) != tuple(place[:1]) and key in _keys_of(sections[name], schema)
    ]
    return " or ".join(["at the top of the file"] if place and key in sections else found)


def _keys_of(section: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    inside = _refer(section.get("items", section), schema)
    keys: Mapping[str, Any] = inside.get("properties", {}) if inside else {}
    return keys


def _known_keys(location: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    schema = _schema(model)
    place: Mapping[str, Any] = schema
    for part in location:
        place = _inside(place, part, schema)
    return sorted(place.get("properties", {}))


def _inside(place: Mapping[str, Any], part: str | int, schema: Mapping[str, Any]) -> Any:
    if isinstance(part, int):
        found = place["items"]
    elif "oneOf" in place:
        families = [_refer(item, schema) for item in place["oneOf"]]
        found = next(item for item in families if item["properties"]["family"]["const"] == part)
    else:
        found = place["properties"][part]
    return _refer(found, schema)


def _refer(place: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = place.get("$ref")
    return schema["$defs"][reference.rsplit("/", 1)[1]] if reference else place


def _wrong_choice(path: str, item: Mapping[str, Any]) -> str:
    context = item["ctx"]
    expected = context.get("expected", context.get("expected_tags", ""))
    choices = [choice.strip().strip("'") for choice in expected.replace(" or ", ", ").split(",")]
    value = context.get("tag", item["input"])
    place = f"{path}.family" if "tag" in context else path
    if place == "format":
        return f"format is {_shown(value)}: this version reads format 1"
    suggestion = did_you_mean(value, choices) if isinstance(value, str) else ""
    return f"{place} is {_shown(value)}: write one of {_quoted(choices)}{suggestion}"


def _quoted(choices: Sequence[str]) -> str:
    return ", ".join(f'"{choice}"' for choice in sorted(choices))


def _beyond(path: str, item: Mapping[str, Any]) -> str:
    bound, words = LIMITS[item["type"]]
    limit, value = item["ctx"][bound], item["input"]
    between = path in PROBABILITIES
    is_percentage = between and 1 < value < 100
    remedy = f", write {value / 100:g}" if is_percentage else ""
    rule = "between 0 and 1" if between else f"{words} {limit:g}"
    return f"{path} is {_shown(value)}: it must be {rule}{remedy}"


def _type_sentence(location: Sequence[str | int], item: Mapping[str, Any]) -> str:
    if tuple(location) in NAMED:
        return f"must be written as [[{location[0]}]], in two brackets, once for each"
    if item["type"] == "string_type" and location[-1] == "reference":
        return "must be text or an integer"
    if tuple(location[:2]) == ("data", "event"):
        return "must be text or an integer, or a list of these"
    if tuple(location) == ("data", "round"):
        return "must be a table { column = step }"
    if location[0] == "labels" and item["type"] in ("dict_type", "mapping_type"):
        return 'must be a table { name = "label" }'
    return MUST_BE.get(item["type"], f"cannot be used: {item['msg']}")


def _shown(value: object) -> str:
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
