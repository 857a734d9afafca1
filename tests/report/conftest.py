import pytest
from made_plan import MadePlan, made_plan


@pytest.fixture(scope="session")
def plan() -> MadePlan:
    return made_plan()
