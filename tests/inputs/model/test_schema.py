"""The schema that ships is that of the model file."""

import json

from bayes_bench.inputs.model.schema import SHIPPED, model_schema, schema_text


def test_the_shipped_schema_is_current() -> None:
    assert SHIPPED.read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text()) == model_schema()


def test_it_knows_every_key_of_data() -> None:
    keys = model_schema()["$defs"]["Data"]["properties"]
    assert {"unit", "outcome", "better", "missing", "merge", "round"} <= set(keys)
    assert keys["round"]["additionalProperties"] == {"exclusiveMinimum": 0, "type": "number"}
