"""By what a clause's topic is known: said by the labelling, carried in everything that is read from it."""

from enum import StrEnum


class Basis(StrEnum):
    """Say by what a topic was recognised, the firmest first."""

    MODEL = "model"  # the clause's own wording
    CUE = "cue"
    LEAD_IN = "lead_in"  # its wording together with what introduces it
    SECTION = "section"  # the heading it stands under
    LIKELIEST = "likeliest"  # the likeliest topic of its wording, without certainty
