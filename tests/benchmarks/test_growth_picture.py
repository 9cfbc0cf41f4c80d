"""The picture of growth shows what was measured, and what would be allowed."""

import numpy as np
import pandas as pd

from benchmarks.growth_picture import growth_picture


def test_it_shows_the_runs_that_ended_and_the_line_they_are_held_against() -> None:
    runs = pd.DataFrame(
        {
            "cells": [200_000, 20_000, np.nan],
            "seconds": [300.0, 50.0, 1800.0],
            "megabytes": [1500.0, 900.0, np.nan],
        }
    )
    seconds, memory = growth_picture(runs).axes
    measured, allowed = (line.get_xydata().tolist() for line in seconds.get_lines())
    assert measured == [[20_000, 50], [200_000, 300]]
    np.testing.assert_allclose(allowed, [[20_000, 60], [200_000, 600]])
    (line,) = memory.get_lines()
    assert line.get_xydata().tolist() == [[20_000, 900], [200_000, 1500]]
    assert {text.get_text() for text in (*seconds.texts, *memory.texts)} == {
        *("50", "300", "900", "1,500")
    }
