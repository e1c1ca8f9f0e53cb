import pytest

from apps.documents.diffing.sections import Sections

TEXT = """Terms of [Use](https://a.example)
=====================

Intro

Fees
----

### 5\\.2 **Late** fees ###

Late.

**Interest.**

Much.

# Data #
"""


@pytest.mark.parametrize(
    ("place", "path"),
    [
        ("Intro", ("Terms of Use",)),
        ("Late.", ("Terms of Use", "Fees", "5.2 Late fees")),
        ("Much.", ("Terms of Use", "Fees", "5.2 Late fees", "Interest.")),
        ("# Data", ("Data",)),
    ],
)
def test_place_has_the_headings_above_it(place: str, path: tuple[str, ...]) -> None:
    assert Sections(TEXT).path_at(TEXT.index(place)) == path


def test_place_before_every_heading_has_none() -> None:
    assert Sections("Hi\n\n# Terms\n").path_at(0) == ()
