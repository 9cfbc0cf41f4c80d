"""The spelling of units and categories: text, stripped, in Unicode's composed form (NFC)."""

import unicodedata


def composed(text: str) -> str:
    """Return `text` without outer white space and with its accents composed (NFC).

    Stripped twice because composing can turn a character into white space.
    """
    return unicodedata.normalize("NFC", text.strip()).strip()


def code_text(value: str | int) -> str:
    """Return the text of a code that a model file gives as text or as an integer."""
    return composed(value if isinstance(value, str) else str(value))
