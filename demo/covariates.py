"""What the simulated people of the demo are like: every category, and how much each one matters.

Shares and effects are made up. Their directions are those that the study published: by far the
largest effect has a benefit already received at the start; hip, knee, neck and shoulder lie above
hand, foot and elbow; construction and other physical work lie above the rest. A category is drawn
in the order given here, so that it may depend on those before it.

References
----------
The Benchmarking Unit, "Fastholdelse eller tilbagevenden til arbejde i forbindelse med almen
genoptræning", 22 January 2020. Industries: the ten standard groups of Danish Industrial
Classification DB07, and those not stated.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

OLDEST, YOUNGEST, MIDDLE_AGE = 66, 18, 47.0
"""Years; `Level.age` and the effect of age count decades from the middle."""


@dataclass(frozen=True)
class Level:
    """One value of a category.

    Attributes
    ----------
    code : str
        As it stands in the data.
    share : float
        Its share (before the other columns act), relative to those of the other levels.
    effect : float
        Log odds of the outcome against the reference level.
    urban, age : float
        What one sd of urbanity, and ten years of age, add to the log of the share.
    pulls : mapping
        What a value drawn earlier, written ``column=code``, adds to it.
    """

    code: str
    share: float
    effect: float = 0.0
    urban: float = 0.0
    age: float = 0.0
    pulls: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Category:
    """A categorical column.

    Attributes
    ----------
    name : str
    spread : float
        Sd between municipalities of the log share of each level, beside urbanity.
    levels : tuple of Level
        The one with effect 0 is the reference.
    """

    name: str
    spread: float
    levels: tuple[Level, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """Values in the order of the levels."""
        return tuple(level.code for level in self.levels)


def age_effect[Years: (float, NDArray[np.float64])](age: Years) -> Years:
    """Log odds of the outcome at an age against the middle age: a curve, higher for the older."""
    decades = (age - MIDDLE_AGE) / 10.0
    return 0.10 * decades - 0.03 * decades**2


WORKER = {"education=primary school": 0.6, "education=vocational": 0.5}
OFFICE = {"education=long higher": 1.2, "education=medium higher": 0.6}
MAN = {"sex=man": 1.0}
HEAVY = {
    "industry=construction": 0.45,
    "industry=agriculture": 0.30,
    "industry=manufacturing and utilities": 0.25,
    "industry=trade and transport": 0.20,
    "industry=information and communication": -0.40,
    "industry=finance and insurance": -0.40,
}
LARGE_JOINT = {
    "joint=hip": 0.5,
    "joint=knee": 0.4,
    "joint=shoulder": 0.5,
    "joint=neck": 0.4,
    "joint=hand": -0.4,
}

SEX = Category("sex", 0.04, (Level("man", 0.48), Level("woman", 0.52, 0.10)))
ORIGIN = Category(
    "origin",
    0.18,
    (
        Level("Danish", 0.92),
        Level("western", 0.035, 0.05, urban=0.25, age=-0.2),
        Level("non-western", 0.045, 0.25, urban=0.45, age=-0.2),
    ),
)
EDUCATION = Category(
    "education",
    0.10,
    (
        Level("primary school", 0.19, 0.15, urban=-0.10, pulls={"origin=non-western": 0.6}),
        Level("upper secondary", 0.07, -0.05, urban=0.20, age=-0.5),
        Level("vocational", 0.46, 0.0, urban=-0.12),
        Level("short higher", 0.06, -0.10, age=-0.1),
        Level("medium higher", 0.17, -0.15, urban=0.10, pulls={"sex=woman": 0.6}),
        Level("long higher", 0.07, -0.45, urban=0.45),
        Level("unknown", 0.02, 0.10, pulls={"origin=western": 2.0, "origin=non-western": 2.0}),
    ),
)
FAMILY = Category(
    "family_type",
    0.08,
    (
        Level("couple with children", 0.40, age=-0.5),
        Level("couple without children", 0.36, 0.02, age=0.3),
        Level("single with children", 0.07, 0.15, age=-0.4, pulls={"sex=woman": 1.0}),
        Level("single without children", 0.20, 0.10, urban=0.15),
    ),
)
INDUSTRY = Category(
    "industry",
    0.18,
    (
        Level("agriculture", 0.015, 0.30, urban=-0.60, pulls=WORKER | MAN),
        Level("manufacturing and utilities", 0.10, 0.25, urban=-0.30, pulls=WORKER | MAN),
        Level("construction", 0.030, 0.55, urban=-0.15, pulls=WORKER | {"sex=man": 2.0}),
        Level("trade and transport", 0.18, 0.30, urban=-0.02, pulls=WORKER | {"sex=man": 0.4}),
        Level("information and communication", 0.016, -0.40, urban=0.50, pulls=OFFICE | MAN),
        Level("finance and insurance", 0.03, -0.35, urban=0.40, pulls=OFFICE),
        Level("real estate", 0.02, 0.05, urban=0.15, pulls={"sex=man": 0.6}),
        Level("business services", 0.10, 0.12, urban=0.25, pulls={"education=long higher": 0.6}),
        Level(
            "public administration, education and health", 0.42, pulls=OFFICE | {"sex=man": -0.9}
        ),
        Level("culture, leisure and other services", 0.04, 0.05, urban=0.20),
        Level("unknown", 0.01, 0.10),
    ),
)
JOINT = Category(
    "joint",
    0.12,
    (
        Level("hand", 0.22),
        Level("elbow", 0.05, 0.08),
        Level("foot", 0.16, 0.05),
        Level("knee", 0.24, 0.40, age=0.1),
        Level("hip", 0.05, 0.50, age=0.7),
        Level("shoulder", 0.19, 0.60, age=0.3, pulls={"industry=construction": 0.3}),
        Level("neck", 0.05, 0.55, age=0.1),
        Level("other", 0.04, 0.25),
    ),
)
COMORBIDITY = Category(
    "comorbidity",
    0.10,
    (
        Level("none", 0.78),
        Level("one", 0.16, 0.12, urban=-0.08, age=0.25),
        Level("two or more", 0.06, 0.30, urban=-0.12, age=0.40),
    ),
)
CONTACT = Category(
    "hospital_contact",
    0.24,
    (
        Level("outpatient", 0.34),
        Level("inpatient", 0.14, 0.20, age=0.2, pulls={"joint=hip": 0.8}),
        Level("surgery", 0.52, 0.30, pulls={"joint=knee": 0.4, "joint=shoulder": 0.3}),
    ),
)
BEFORE = Category(
    "benefits_before",
    0.12,
    (
        Level("none", 0.72),
        Level("up to 26 weeks", 0.21, 0.20, urban=-0.06),
        Level(
            "more than 26 weeks",
            0.07,
            0.45,
            urban=-0.12,
            pulls={"education=primary school": 0.3, "comorbidity=two or more": 0.5},
        ),
    ),
)
AT_START = Category(
    "on_benefit_at_start",
    0.03,
    (
        Level("no", 0.5),
        Level(
            "yes",
            0.130,
            2.70,
            urban=-0.06,
            age=0.05,
            pulls=HEAVY
            | LARGE_JOINT
            | {
                "hospital_contact=surgery": 0.9,
                "hospital_contact=inpatient": 0.6,
                "benefits_before=up to 26 weeks": 0.4,
                "benefits_before=more than 26 weeks": 0.8,
                "education=long higher": -0.4,
                "comorbidity=two or more": 0.2,
            },
        ),
    ),
)
YEAR = Category("start_year", 0.04, (Level("2016", 0.51), Level("2017", 0.49, -0.05)))

CATEGORIES = (
    SEX,
    ORIGIN,
    EDUCATION,
    FAMILY,
    INDUSTRY,
    JOINT,
    COMORBIDITY,
    CONTACT,
    BEFORE,
    AT_START,
    YEAR,
)
