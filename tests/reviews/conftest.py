import pytest

from tests.reviews.cast import Crew, make_crew


@pytest.fixture
def crew(db: None) -> Crew:
    return make_crew()
