"""The dates that a document gives of itself."""

from datetime import date

import pytest

from apps.documents.extraction import Dates, Page, StatedDate, dates_of, extract

FILLER = "The parties agree to everything that is set out below, and to nothing else at all. " * 3


def only(text: str, kind: str, language: str | None = "en") -> StatedDate:
    stated = getattr(dates_of(text, language), kind)
    assert isinstance(stated, StatedDate)
    return stated


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Last updated: March 5, 2025", "en"),
        ("Last Updated: 5 March 2025", "en"),
        ("Last modified: March 5th, 2025", "en"),
        ("Last revised on 2025-03-05", "en"),
        ("Updated Mar. 5, 2025", "en"),
        ("UpdatedMarch 5, 2025", "en"),
        ("Zuletzt aktualisiert: 5. März 2025", "de"),
        ("Stand: 05.03.2025", "de"),
        ("Dernière mise à jour : 5 mars 2025", "fr"),
        ("Mis à jour le 05/03/2025", "fr"),
        ("Última actualización: 5 de marzo de 2025", "es"),
        ("Ultimo aggiornamento: 5 marzo 2025", "it"),
        ("Laatst bijgewerkt: 5 maart 2025", "nl"),
        ("Última atualização: 5 de março de 2025", "pt"),
        ("Ostatnia aktualizacja: 5 marca 2025 r.", "pl"),
        ("更新日期\uff1a2025年3月5日", "zh"),
        ("最終更新 2025年3月5日", "ja"),
        ("최종 수정 2025년 3월 5일", "ko"),
    ],
)
def test_date_of_the_last_update_is_read_in_its_language(line: str, language: str) -> None:
    stated = only(f"# Terms\n\n{line}\n\n{FILLER}", "last_updated", language)

    assert stated.on == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("Effective date: March 5, 2025", "en"),
        ("These Terms are effective as of 5 March 2025.", "en"),
        ("These Terms take effect on March 5, 2025.", "en"),
        ("Gültig ab 5. März 2025", "de"),
        ("Diese Bedingungen treten am 05.03.2025 in Kraft.", "de"),
        ("Date d'entrée en vigueur : 5 mars 2025", "fr"),
        ("Fecha de entrada en vigor: 5 de marzo de 2025", "es"),
        ("In vigore dal 5 marzo 2025", "it"),
        ("Ingangsdatum: 5 maart 2025", "nl"),
        ("Em vigor desde 5 de março de 2025", "pt"),
        ("生效日期\uff1a2025年3月5日", "zh"),
    ],
)
def test_effective_date_is_read_in_its_language(line: str, language: str) -> None:
    assert only(f"# Terms\n\n{line}\n\n{FILLER}", "effective", language).on == date(2025, 3, 5)


def test_date_is_quoted_where_it_stands() -> None:
    text = f"# Terms\n\nLast updated: 3 March 2025\n\n{FILLER}"

    stated = only(text, "last_updated")

    assert stated == StatedDate(date(2025, 3, 3), "Last updated: 3 March 2025", 9, (date(2025, 3, 3),))
    assert text[stated.offset :].startswith(stated.quote)


def test_numeric_date_of_either_order_is_ambiguous_and_not_guessed() -> None:
    stated = only("Last updated: 03/04/2025", "last_updated")

    assert (stated.on, stated.readings) == (None, (date(2025, 4, 3), date(2025, 3, 4)))


@pytest.mark.parametrize(
    ("written", "language", "day"),
    [
        ("13/04/2025", "en", date(2025, 4, 13)),
        ("04/13/2025", "en", date(2025, 4, 13)),
        ("04/04/2025", "en", date(2025, 4, 4)),
        ("03/04/2025", "de", date(2025, 4, 3)),
        ("03.04.2025", "en", date(2025, 4, 3)),
        ("03.04.25", "de", date(2025, 4, 3)),
    ],
)
def test_numeric_date_of_one_possible_order_is_read(written: str, language: str, day: date) -> None:
    assert only(f"Last updated: {written}", "last_updated", language).on == day


def test_kinds_are_told_apart_on_one_line() -> None:
    dates = dates_of("Posted: January 2, 2025 | Effective: February 3, 2025 | Updated: March 4, 2025", "en")

    assert [stated and stated.on for stated in (dates.notice, dates.effective, dates.last_updated)] == [
        date(2025, 1, 2),
        date(2025, 2, 3),
        date(2025, 3, 4),
    ]


def test_label_on_the_line_above_counts() -> None:
    assert only("Last updated\n\nMarch 4, 2025\n\nText.", "last_updated").on == date(2025, 3, 4)


def test_label_behind_the_date_counts() -> None:
    assert only("2025年3月4日更新时间", "last_updated", "zh").quote == "2025年3月4日更新时间"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Terms\n\nNothing here says when.",
        "The Data Protection Act 2018 applies as of the effective date.",
        "Last updated: 31 February 2025",
        "Last updated: 99/99/2025",
        f"# Terms\n\n{FILLER * 60}The merger became effective on 3 March 2019.{FILLER * 60}",
    ],
)
def test_document_that_gives_no_date_of_its_own_states_none(text: str) -> None:
    assert dates_of(text, "en") == Dates()


def test_dates_of_a_page_point_into_its_text() -> None:
    body = f"<h1>Terms</h1><p>Effective Date: <b>March 5, 2025</b></p><p>{FILLER}</p><p>Last updated 2025-02-01</p>"

    found = extract(Page(body.encode(), "text/html", "https://harbour.example/"))

    for stated in (found.dates.effective, found.dates.last_updated):
        assert stated is not None
        assert found.text[stated.offset :].startswith(stated.quote)
