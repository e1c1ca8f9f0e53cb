"""The title of an alert, from names and from what readings say."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from apps.alerts.headlines import LONGEST, headline
from apps.analysis.rules import read_change
from tests.analysis.rules.clauses import SAMPLES, TERMS, edited
from tests.analysis.rules.test_changes import _brief as make_brief

TOLD = {
    "Notices: the notice period goes from 30 days to 7 days": (
        "Acme AI shortened the notice period from 30 days to 7 days in its Terms of Service"
    ),
    "Notices: the notice period goes from 2 weeks to 1 month": (
        "Acme AI lengthened the notice period from 2 weeks to 1 month in its Terms of Service"
    ),
    "Liability: the cap goes from $100 to $1,000": (
        "Acme AI raised the cap from $100 to $1,000 in its Terms of Service"
    ),
    "Liability: the cap goes from $100 to EUR 90": (
        "Acme AI changed the cap from $100 to EUR 90 in its Terms of Service"
    ),
    "Liability: the cap goes from 12 months' fees to $100": (
        "Acme AI changed the cap from 12 months' fees to $100 in its Terms of Service"
    ),
    "Age: the least age is now stated (16 years)": (
        "Acme AI stated the least age (16 years) for the first time in its Terms of Service"
    ),
    "Age: the least age is no longer stated (16 years)": (
        "Acme AI no longer stated the least age (16 years) in its Terms of Service"
    ),
    "AI training: no training becomes training unless one opts out": (
        "Acme AI went from “no training” to “training unless one opts out” on AI training in its Terms of Service"
    ),
    "Payments and refunds: words are added, “fees are due at once”": (
        "Acme AI added words on payments and refunds to its Terms of Service: “fees are due at once”"
    ),
    "Payments: words are dropped, “within 14 days”": (
        "Acme AI dropped words on payments from its Terms of Service: “within 14 days”"
    ),
    "Governing law: the wording changes": (
        "Acme AI reworded a clause on governing law in its Terms of Service"
    ),
    "Governing law: only links, marks or numbering change": (
        "Acme AI changed links, marks or numbering in its Terms of Service"
    ),
    "New clause: Acme AI may end access at will": (
        "Acme AI added a clause to its Terms of Service: Acme AI may end access at will"
    ),
    "Clause removed: Acme AI does not sell data": (
        "Acme AI removed a clause from its Terms of Service: Acme AI does not sell data"
    ),
    "Terms of Service: most of the text is replaced": (
        "Acme AI replaced most of the text of its Terms of Service"
    ),
    "Terms of Service: no clause changed in substance": "Acme AI changed its Terms of Service",
    "What customers upload may train models.": (
        "Acme AI changed its Terms of Service: What customers upload may train models"
    ),
}


@pytest.mark.parametrize(("said", "told"), TOLD.items())
def test_the_vendor_did_it(said: str, told: str) -> None:
    assert headline(vendor="Acme AI", document="Terms of Service", said=said) == told


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("substantive", "Acme AI changed its Privacy Policy"),
        ("numbers", "Acme AI changed numbers in its Privacy Policy"),
        ("links", "Acme AI changed links in its Privacy Policy"),
        ("reverted", "Acme AI went back to an earlier text of its Privacy Policy"),
    ],
)
def test_without_a_reading_what_is_known_is_said(kind: str, told: str) -> None:
    assert headline(vendor="Acme AI", document="Privacy Policy", kind=kind) == told


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("Acme Terms of Use", "Acme changed its Terms of Use"),
        ("Acme's Terms", "Acme changed its Terms"),
        ("Acmeville Terms", "Acme changed its Acmeville Terms"),
        ("Acme", "Acme changed its Acme"),
    ],
)
def test_the_vendor_is_named_once(document: str, told: str) -> None:
    assert headline(vendor="Acme", document=document) == told


def test_what_rules_really_write_is_understood() -> None:
    notice_30, notice_7 = SAMPLES[TERMS][:2]
    said = read_change(make_brief(edited(notice_30, notice_7))).title

    assert headline(vendor="Halvorine", document="Rules of the Service", said=said) == (
        "Halvorine shortened the notice of changes from 30 days to 7 days in its Rules of the Service"
    )


def test_a_long_detail_is_cut_between_words_and_its_quotation_closed() -> None:
    words = "the fees for the paid plan are due " * 4
    told = headline(vendor="Acme", document="Terms", said=f"Payments: words are added, “{words.strip()}”")

    assert len(told) <= LONGEST
    assert told.startswith("Acme added words on payments to its Terms: “the fees for the paid plan are due")
    assert told.endswith("…”")


def test_what_does_not_fit_leaves_its_values_out_and_then_all_but_the_document() -> None:
    name = "the time within which a breach of security must be told to customers"
    said = f"Security: {name} goes from 72 hours to 30 days"

    shorter = headline(vendor="Acme", document="Data Processing Addendum for Customers", said=said)
    plain = headline(vendor="Acme", document=f"{'Very ' * 12}Long Addendum", said=said)

    assert shorter == f"Acme lengthened {name} in its Data Processing Addendum for Customers"
    assert plain == f"Acme changed its {'Very ' * 12}Long Addendum"


@given(
    vendor=st.text(min_size=1, max_size=120).filter(str.strip),
    document=st.text(min_size=1, max_size=200).filter(str.strip),
    said=st.one_of(st.text(max_size=120), st.sampled_from(list(TOLD))),
)
@example(vendor="V" * 120, document="D" * 200, said="")
@example(vendor="{verb}", document="{x}", said="{y}: the wording changes")
@example(vendor="A", document="B", said="Fee: the fee goes from 1.2.3 days to , days")
def test_any_names_give_a_title_that_fits(vendor: str, document: str, said: str) -> None:
    told = headline(vendor=vendor, document=document, said=said)

    assert 0 < len(told) <= LONGEST
    assert told.strip()
