"""Draw the floors of the package, from the list that the tests keep, as docs/floors.svg."""

import ast
import sys
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "floors.svg"
HANDED_ON = {
    "inputs": "people (DataFrame)",
    "aggregation": "cells (Dataset: dims cell, unit)",
    "analysis": "Analysis(model, cells): design, population, pooled regression",
    "posterior": "posterior (DataTree: dims chain, draw, unit, term)",
    "fitted": "Fit(analysis, posterior): everything below, each computed once",
    "tables": "tables (file → DataFrame)",
    "report": "page, workbook, pictures",
    "workflow": "a folder",
}
"""What a floor hands on to those below it."""
HEIGHT, NAME, ABOUT, WIDTH = 26, 16, 150, 1180


def floors() -> list[str]:
    """The floors, the first one imports nothing of ours."""
    sys.path.insert(0, str(ROOT))
    from tests.test_floors import FLOORS

    return list(FLOORS)


def about(floor: str) -> str:
    """The first sentence of a floor's docstring."""
    package = ROOT / "bayes_bench" / floor
    path = package / "__init__.py" if package.is_dir() else package.with_suffix(".py")
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def picture() -> str:
    """The floors from top to bottom; each imports only from those above it."""
    names = floors()
    rows = [_row(place, name) for place, name in enumerate(names)]
    height = HEIGHT * (len(names) + 2)
    return "\n".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
                f'viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13">'
            ),
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            (
                f'<text x="{NAME}" y="18" fill="#555">A floor imports only from those above it. '
                "In blue: what it hands on.</text>"
            ),
            *rows,
            "</svg>\n",
        ]
    )


def _row(place: int, name: str) -> str:
    top = HEIGHT * (place + 1)
    handed = HANDED_ON.get(name)
    fill = "#e8f0fa" if handed else "#f6f6f4"
    said = escape(f"{about(name)}")
    lines = [
        (
            f'<rect x="8" y="{top + 2}" width="{WIDTH - 16}" height="{HEIGHT - 4}" rx="4" '
            f'fill="{fill}" stroke="#c9c9c4"/>'
        ),
        f'<text x="{NAME}" y="{top + 18}" font-weight="bold">{name}</text>',
        f'<text x="{ABOUT}" y="{top + 18}" fill="#333">{said}</text>',
    ]
    if handed:
        lines.append(
            f'<text x="{WIDTH - 16}" y="{top + 18}" text-anchor="end" fill="#1f5fa8">'
            f"{escape(handed)}</text>"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    PICTURE.write_text(picture(), encoding="utf-8")
    print(PICTURE)
