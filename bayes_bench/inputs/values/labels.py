"""What codes are called where they are shown: two of one name are told apart by their code."""

from collections import Counter
from collections.abc import Mapping, Sequence


def shown_names(codes: Sequence[str], labels: Mapping[str, str]) -> list[str]:
    """Return the name of each code: its label, the code behind it where several have that label.

    Parameters
    ----------
    codes : sequence of str
    labels : mapping of str to str
        Code -> label; a code without one, or with an empty one, is shown itself.
    """
    names = [labels.get(code, "").strip() or code for code in codes]
    times = Counter(names)
    return [
        name if times[name] == 1 or name == code else f"{name} ({code})"
        for code, name in zip(codes, names, strict=True)
    ]
