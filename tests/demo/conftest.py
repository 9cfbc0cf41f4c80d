"""The country and the shipped people, as the tests of the demo ask for them."""

import pandas as pd
import pytest

from demo.simulate import Simulated
from tests.builders import demo_people


@pytest.fixture(scope="module")
def municipalities() -> pd.DataFrame:
    return demo_people.read_municipalities()


@pytest.fixture(scope="module")
def made() -> Simulated:
    return demo_people.shipped()
