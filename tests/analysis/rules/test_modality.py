import pytest

from apps.analysis.rules.modality import Force, Party, conditions, names_of, norms
from apps.analysis.rules.quoting import Reader
from tests.analysis.rules.clauses import passage, whose


def _read(text: str, document_type: str = "terms-of-service") -> list[tuple[Party, Force, str]]:
    reader = Reader(passage(text, 0, len(text)))
    return [
        (norm.party, norm.force, text[norm.act : norm.end].strip(" ."))
        for norm in norms(reader, whose(document_type))
    ]


@pytest.mark.parametrize(
    ("text", "party", "force", "act"),
    [
        ("You must keep your password secret.", Party.USER, Force.MUST, "keep your password secret"),
        ("You may not resell the service.", Party.USER, Force.MUST_NOT, "resell the service"),
        ("Customers shall not sublicense it.", Party.USER, Force.MUST_NOT, "sublicense it"),
        ("You agree not to copy the design.", Party.USER, Force.MUST_NOT, "copy the design"),
        ("You have the right to object to it.", Party.USER, Force.RIGHT, "object to it"),
        ("We may suspend your account.", Party.PROVIDER, Force.MAY, "suspend your account"),
        (
            "Halvorine reserves the right, at its sole discretion, to end it.",
            Party.PROVIDER,
            Force.MAY,
            "end it",
        ),
        ("Halvorine Labs will answer in time.", Party.PROVIDER, Force.WILL, "answer in time"),
        ("We do not sell your data.", Party.PROVIDER, Force.MUST_NOT, "sell your data"),
        ("Neither party may assign this agreement.", Party.BOTH, Force.MAY, "assign this agreement"),
        ("You'll keep it secret.", Party.USER, Force.MUST, "keep it secret"),
        ("You'll not share it.", Party.USER, Force.MUST_NOT, "share it"),
        ("Do not use it for evil.", Party.USER, Force.MUST_NOT, "use it for evil"),
        ("Fees are due in advance.", Party.NOBODY, Force.STATES, "Fees are due in advance"),
        ("We collect your name.", Party.PROVIDER, Force.STATES, "We collect your name"),
        (
            "If you don't log in, the account ends.",
            Party.NOBODY,
            Force.STATES,
            "If you don't log in, the account ends",
        ),
        ("We will have the right to end it.", Party.PROVIDER, Force.RIGHT, "end it"),
        (
            "You agree you will not, in any case, share it.",
            Party.USER,
            Force.MUST_NOT,
            ", in any case, share it",
        ),
        ("We do not-and will not-sell it.", Party.PROVIDER, Force.STATES, "We do not-and will not-sell it"),
    ],
)
def test_it_reads_who_must_or_may_do_what(text: str, party: Party, force: Force, act: str) -> None:
    assert _read(text) == [(party, force, act)]


def test_each_actor_of_a_sentence_has_its_norm() -> None:
    read = _read("You may close your account, and we will delete your data.")

    assert read == [
        (Party.USER, Force.MAY, "close your account, and"),
        (Party.PROVIDER, Force.WILL, "delete your data"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "The information that you must provide is listed below.",
        "Any questions you may have are welcome.",
        "You may be asked to sign in again.",
        "Do you have to pay?",
        "You can learn more about it on our page.",
        "We cannot support two people on one account.",
    ],
)
def test_what_depends_on_another_sentence_or_may_happen_is_no_norm(text: str) -> None:
    assert [force for _, force, _ in _read(text)] == [Force.STATES]


def test_you_will_is_a_duty_in_a_contract_and_a_description_in_a_notice() -> None:
    text = "You will see a banner when you visit us for the first time."

    assert _read(text)[0][1] is Force.MUST
    assert _read(text, "privacy-policy")[0][1] is Force.STATES


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("We may end it without prior notice.", "without_notice"),
        ("We may end it in our sole discretion.", "sole_discretion"),
        ("A perpetual licence is granted.", "perpetual"),
        ("To the fullest extent permitted by applicable law, it is excluded.", "as_law_permits"),
        ("You can opt out of this.", "opt_out_offered"),
        ("Neither party is bound.", "mutual"),
        ("It concerns children under 13.", "minors"),
        ("We use biometric data.", "sensitive"),
    ],
)
def test_conditions_are_found_with_their_words(text: str, slug: str) -> None:
    found = {one.slug: one.words for one in conditions(Reader(passage(text, 0, len(text))))}

    assert slug in found
    start, end = found[slug].citation.start, found[slug].citation.end
    assert text[start:end] == found[slug].quote


def test_a_publisher_is_known_by_its_names() -> None:
    assert names_of("Halvorine", "Halvorine Labs, Inc.") == (
        "Halvorine Labs, Inc.",
        "Halvorine Labs",
        "Halvorine",
    )
