"""A line below a picture that says for whose eyes it is, so that its file says it anywhere."""

from matplotlib.figure import Figure

from bayes_bench.report.pictures.style import INK, SMALL, drawing, text_width

_MARGIN, _LINE = 8.0, 14.0


def with_note(figure: Figure, note: str) -> Figure:
    """The figure with a note below, in lines that are no wider than it is.

    Parameters
    ----------
    figure : Figure
        Grows downwards by these lines; what was drawn keeps its size in pixels.
    note : str
        Nothing is done where it is empty.
    """
    if not note:
        return figure
    width, height = (72 * float(inches) for inches in figure.get_size_inches())
    lines = _lines(note, width - 2 * _MARGIN)
    grown = height + _LINE * len(lines) + _MARGIN
    for axis in figure.axes:
        place = axis.get_position(original=True)
        up = 1 - (1 - place.y0) * height / grown
        axis.set_position((place.x0, up, place.width, place.height * height / grown))
    figure.set_size_inches(width / 72, grown / 72)
    at = (_MARGIN / width, _MARGIN / grown)
    with drawing():
        figure.text(*at, "\n".join(lines), size=SMALL, color=INK, va="bottom", weight="bold")
    return figure


def _lines(note: str, width: float) -> list[str]:
    """Words as they fit, one after another."""
    lines = [""]
    for word in note.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and 1.15 * text_width(longer, SMALL) > width:  # bold letters are wider
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
