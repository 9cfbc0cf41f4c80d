"""Names and texts as a model file has them."""

import json
import re


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def key(name: str) -> str:
    """A key as TOML has it, quoted where it must be."""
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else quoted(name)


def plain(text: str) -> str:
    """A text on one line, for a comment."""
    return "".join(letter if letter.isprintable() else " " for letter in text)
