"""A published joint confidence region: mean minutes of travel to work in the states of the USA.

Estimates and margins of error of the American Community Survey 2011, as the U.S. Census Bureau
rounds them, and the region of ranks of Klein, Wright & Wieczorek (2020), doi:10.1111/rssc.12402,
Figure 1: for each state the ranks at which the figure prints its abbreviation. Data:
civilstat/RankingProject, data-raw/USA.1dec.csv; figure: page 3 of vignettes/joint.pdf there, by one
of the authors, which reproduces that of the paper. Data of the Census Bureau are public domain.
"""

import numpy as np
import xarray as xr
from scipy.stats import norm

STATES = {
    "South Dakota": (16.9, 0.5, 1, 6),
    "North Dakota": (16.9, 0.6, 1, 6),
    "Wyoming": (18.1, 0.8, 1, 9),
    "Nebraska": (18.1, 0.3, 1, 8),
    "Montana": (18.2, 0.5, 1, 9),
    "Alaska": (18.4, 0.5, 1, 9),
    "Iowa": (18.8, 0.2, 3, 9),
    "Kansas": (18.9, 0.3, 3, 9),
    "Idaho": (19.7, 0.4, 4, 9),
    "Oklahoma": (21.1, 0.2, 10, 14),
    "Arkansas": (21.3, 0.4, 10, 16),
    "New Mexico": (21.4, 0.4, 10, 16),
    "Utah": (21.6, 0.3, 10, 16),
    "Wisconsin": (21.9, 0.2, 11, 16),
    "Vermont": (21.9, 0.5, 10, 21),
    "Oregon": (22.5, 0.3, 11, 24),
    "Kentucky": (22.9, 0.2, 15, 26),
    "Minnesota": (23.0, 0.2, 15, 26),
    "Ohio": (23.1, 0.1, 16, 26),
    "Missouri": (23.1, 0.2, 15, 27),
    "Rhode Island": (23.4, 0.5, 15, 33),
    "North Carolina": (23.4, 0.2, 16, 29),
    "Maine": (23.4, 0.4, 15, 31),
    "Indiana": (23.5, 0.2, 17, 30),
    "South Carolina": (23.6, 0.3, 16, 32),
    "Mississippi": (23.9, 0.4, 17, 35),
    "Alabama": (23.9, 0.2, 21, 33),
    "Nevada": (24.1, 0.4, 20, 37),
    "Michigan": (24.1, 0.2, 21, 35),
    "Tennessee": (24.2, 0.2, 22, 35),
    "Louisiana": (24.5, 0.2, 24, 37),
    "Colorado": (24.5, 0.3, 23, 38),
    "Texas": (24.8, 0.1, 30, 37),
    "Arizona": (24.8, 0.2, 27, 39),
    "Connecticut": (25.0, 0.3, 27, 40),
    "Delaware": (25.3, 0.6, 25, 42),
    "Washington": (25.5, 0.2, 34, 41),
    "West Virginia": (25.6, 0.5, 30, 42),
    "Hawaii": (25.7, 0.4, 33, 42),
    "Florida": (25.8, 0.2, 35, 42),
    "Pennsylvania": (25.9, 0.1, 36, 42),
    "New Hampshire": (26.9, 0.5, 37, 46),
    "Georgia": (27.1, 0.3, 42, 46),
    "California": (27.1, 0.1, 42, 44),
    "Virginia": (27.7, 0.2, 43, 47),
    "Massachusetts": (28.0, 0.2, 43, 47),
    "Illinois": (28.2, 0.2, 45, 47),
    "District of Columbia": (30.1, 0.5, 48, 49),
    "New Jersey": (30.5, 0.2, 48, 49),
    "New York": (31.5, 0.2, 50, 51),
    "Maryland": (32.2, 0.2, 50, 51),
}
"""State: estimate, margin of error at 90 %, first and last rank in the figure; 1 = shortest."""


def intervals() -> tuple[xr.DataArray, xr.DataArray]:
    """Normal intervals that hold together with 90 %, to one decimal, as the figure has them."""
    estimate, margin, *_ = np.array(list(STATES.values())).T
    each = 0.9 ** (1 / len(STATES))
    half = margin * norm.ppf((1 + each) / 2) / norm.ppf(0.95)
    ends = [(estimate - half).round(1), (estimate + half).round(1)]
    low, high = (xr.DataArray(end, {"unit": list(STATES)}, ("unit",)) for end in ends)
    return low, high
