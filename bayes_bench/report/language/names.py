"""What columns and levels are called in a language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.model.file import Model
from bayes_bench.interface.plain_text import printable, told_apart


@dataclass(frozen=True)
class Names:
    """What columns and levels are called.

    Attributes
    ----------
    columns : mapping of str to str
        By column; no two covariates or key figures look alike.
    levels : mapping of str to mapping of str to str
        The reader's words by column and code, where there are any.
    elsewhere : mapping of str to mapping of str to str
        The same in another language, for what the file of people calls nothing either.
    missing : str
        What a level is called that stands for missing values.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    elsewhere: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: str = MISSING

    def column(self, name: str) -> str:
        """What people call a column: by its label, else by its name without underscores."""
        return self.columns.get(name) or shown_name(name)

    def level(self, column: str, code: str, otherwise: str) -> str:
        """What people call a level.

        By its label, else as the file of people has it, else by its label in another language,
        else by its code.
        """
        own = self.levels.get(column, {}).get(code)
        if own or otherwise not in (code, MISSING):
            return own or printable(otherwise)
        plain = self.missing if otherwise == MISSING else printable(otherwise)
        return self.elsewhere.get(column, {}).get(code) or plain


NO_NAMES = Names()
BOTH = "{first} by {second}"


def shown_name(column: str) -> str:
    """The name of a column as people read it."""
    return printable(column).replace("_", " ")


def names_for(
    model: Model, language: str, missing: str = MISSING, interaction: str = BOTH
) -> Names:
    """The names of a model's columns and levels in a language.

    Parameters
    ----------
    model : Model
    language : str
        ``en`` or ``da``.
    missing : str
        What the language calls a missing value.
    interaction : str
        What it calls an interaction without a label, of ``{first}`` and ``{second}``.

    Returns
    -------
    Names
    """
    given = model.labels.in_language(language)
    shown = [*(item.name for item in model.characteristics), *model.report.key_figures]
    apart = told_apart({name: given.columns.get(name) or shown_name(name) for name in shown})
    crossed = {
        name: given.columns.get(name)
        or interaction.format(first=apart[first], second=apart[second])
        for name, (first, second) in model.interactions.items()
    }
    own = model.labels.own(language).levels
    return Names({**given.columns, **apart, **crossed}, own, given.levels, missing)
