"""The tile map, told from the artists in it."""

from collections.abc import Iterator

import pandas as pd
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.pictures.style import WIDE, drawing
from bayes_bench.report.pictures.tiles import tile_map


def texts(figure: Figure) -> Iterator[Text]:
    for axis in figure.axes:
        yield from axis.texts


def box(text: Text) -> Bbox:
    return text.get_window_extent()


@pytest.fixture(scope="module")
def tiles() -> pd.DataFrame:
    names = ["Aarhus", "Frederikshavn", "Ringkøbing-Skjern", "Vesthimmerlands"]
    flags = ["better", "none", "undecided", "worse"]
    places = {"tile_column": [0.0, 1.0, 0.0, 1.0], "tile_row": [0.0, 0.0, 1.0, 1.0]}
    values = {"indicator": [-3.0, 0, 1, 5], "indicator_lower": -6.0, "indicator_upper": 6.0}
    # a third and a sixteenth column make the tiles as small as Denmark's are
    table = pd.DataFrame({"name": names, "flag": flags} | places | values)
    return pd.concat([table, table.assign(tile_column=15.0).iloc[:1]], ignore_index=True)


@pytest.mark.parametrize("width", [WIDE, 352])
def test_marked_tiles_bear_their_mark_beside_the_name(
    small: Outcome, tiles: pd.DataFrame, width: int
) -> None:
    figure = tile_map(tiles, 1, words_for(small.model, "en"), width)
    drawn = list(figure.axes[0].texts)
    marks = [text for text in drawn if text.get_text() in "▲▼○"]
    assert sorted(text.get_text() for text in marks) == sorted("▲▲▼○")
    with drawing():
        names = [box(text) for text in drawn if text not in marks]
        assert not [mark for mark in marks for name in names if box(mark).overlaps(name)]


def test_the_tile_legend_says_what_its_rows_are(small: Outcome, tiles: pd.DataFrame) -> None:
    figure = tile_map(tiles, 1, words_for(small.model, "en"), WIDE)
    said = [text.get_text() for text in figure.axes[1].texts]
    # intervals are 12 wide, in four layers
    assert [text for text in said if "than" in text] == [
        "narrower than 3",
        "wider than 3",
        "wider than 6",
        "wider than 9",
    ]
