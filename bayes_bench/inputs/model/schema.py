"""The JSON Schema of the model file, which ships as a file for editors.

``python -m bayes_bench.inputs.model.schema`` writes that file anew, after a key, a prior family
or a sampler has come or gone.
"""

import json
from pathlib import Path
from typing import Any

from bayes_bench.inputs.model.file import Model

SHIPPED = Path(__file__).with_name("model.schema.json")


def model_schema() -> dict[str, Any]:
    """Return the JSON Schema of the model file, for editors that check while one types."""
    schema = Model.model_json_schema(mode="validation")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def schema_text() -> str:
    """What the shipped file holds."""
    return json.dumps(model_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    SHIPPED.write_text(schema_text(), encoding="utf-8")
