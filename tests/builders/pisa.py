"""A published ranking: mean mathematics scores of 37 OECD countries in PISA 2018.

Scores and standard errors, rounded to one and two decimals, and the sets below are those of the
example "Inference for Ranks" of the R package csranks 1.2.2
(https://danielwilhelm.github.io/R-CS-ranks/articles/Inference-for-Ranks.html), by the method of
Mogstad, Romano, Shaikh & Wilhelm (2023), doi:10.1093/restud/rdad006. Data: OECD.
"""

import numpy as np
import xarray as xr

SCORES = {
    "Australia": (491.4, 1.94),
    "Austria": (498.9, 2.97),
    "Belgium": (508.1, 2.26),
    "Canada": (512.0, 2.36),
    "Chile": (417.4, 2.42),
    "Colombia": (390.9, 2.99),
    "Czech Republic": (499.5, 2.46),
    "Denmark": (509.4, 1.74),
    "Estonia": (523.4, 1.74),
    "Finland": (507.3, 1.97),
    "France": (495.4, 2.32),
    "Germany": (500.0, 2.65),
    "Greece": (451.4, 3.09),
    "Hungary": (481.1, 2.32),
    "Iceland": (495.2, 1.95),
    "Ireland": (499.6, 2.20),
    "Israel": (463.0, 3.50),
    "Italy": (486.6, 2.78),
    "Japan": (527.0, 2.47),
    "Korea": (525.9, 3.12),
    "Latvia": (496.1, 1.96),
    "Lithuania": (481.2, 1.95),
    "Luxembourg": (483.4, 1.10),
    "Mexico": (408.8, 2.49),
    "Netherlands": (519.2, 2.63),
    "New Zealand": (494.5, 1.71),
    "Norway": (501.0, 2.22),
    "Poland": (515.6, 2.60),
    "Portugal": (492.5, 2.68),
    "Slovak Republic": (486.2, 2.56),
    "Slovenia": (508.9, 1.36),
    "Spain": (481.4, 1.46),
    "Sweden": (502.4, 2.65),
    "Switzerland": (515.3, 2.91),
    "Turkey": (453.5, 2.26),
    "United Kingdom": (501.8, 2.56),
    "United States": (478.2, 3.24),
}
"""Country: mean score, standard error."""
MAYBE_TOP_5 = {
    "Belgium",
    "Canada",
    "Denmark",
    "Estonia",
    "Finland",
    "Japan",
    "Korea",
    "Netherlands",
    "Poland",
    "Slovenia",
    "Sweden",
    "Switzerland",
}
"""The published 95 % confidence set for the five best; the 90 % set is the same without Sweden."""
LAST = {"Chile", "Colombia", "Mexico"}
"""Whose published 95 % simultaneous rank sets do not overlap with those of the other countries."""


def scores(seed: int, draws: int = 5000, chains: int = 4) -> xr.DataArray:
    """Draws of the mean scores under a flat prior: independent normals. Higher is better."""
    mean, error = np.array(list(SCORES.values())).T
    noise = np.random.default_rng(seed).normal(size=(chains, draws, mean.size))
    return xr.DataArray(
        mean + error * noise, {"unit": list(SCORES)}, dims=("chain", "draw", "unit")
    )
