"""The gate on pages written for the purpose."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.extraction import ExtractionError, Page, extract
from apps.documents.gating import (
    Evidence,
    Judgement,
    Likeness,
    Memory,
    Verdict,
    judge,
    judge_beside,
    remember,
)

URL = "https://harbour.example/legal/terms"
CLAUSE = (
    "You agree that Harbour may process personal data under this agreement, subject to the applicable law, and that "
    "each party keeps its rights. Liability is limited to the fees of the last twelve months in every jurisdiction. "
)
TERMS = f"<h1>Terms of Service</h1><p>Last updated 3 March 2025</p><h2>1. Data</h2><p>{CLAUSE * 4}</p><h2>2. Law</h2><p>{CLAUSE * 3}"


def evidence(body: str, title: str = "Terms of Service | Harbour") -> Evidence:
    markup = f"<html><head><title>{title}</title></head><body>{body}</body></html>".encode()
    try:
        found = extract(Page(markup, "text/html", URL))
        text, language = found.text, found.language
    except ExtractionError:
        text, language = "", None
    return Evidence(200, {}, URL, URL, markup, "text/html", text, title, language)


def memory_of(body: str) -> Memory:
    seen = evidence(body)
    return remember(seen.text, seen.language, seen.title)


def codes(judgement: Judgement) -> set[str]:
    return {reason.code for reason in judgement.reasons if reason.weight < 0}


def test_terms_are_good_on_first_sight() -> None:
    judgement = judge(evidence(TERMS), None)

    assert judgement.verdict is Verdict.GOOD
    assert judgement.score > 0.95
    assert not judgement.needs_browser


def test_terms_are_good_beside_their_last_text() -> None:
    judgement = judge(evidence(TERMS), memory_of(TERMS))

    assert judgement.verdict is Verdict.GOOD
    assert judgement.reasons[0].code == "text_found"


def test_rewritten_clause_stays_good() -> None:
    changed = TERMS.replace("Liability is limited to the fees", "Our liability never exceeds the sums paid")

    assert judge(evidence(changed), memory_of(TERMS)).verdict is Verdict.GOOD


def test_challenge_script_in_a_normal_page_is_no_challenge() -> None:
    script = "<script src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'>Just a moment... ray id</script>"

    assert judge(evidence(TERMS + script), None).verdict is Verdict.GOOD


def test_policy_that_speaks_of_errors_and_maintenance_is_good() -> None:
    clause = "<p>If a page is not found or we perform scheduled maintenance, something went wrong or access is denied."

    assert judge(evidence(TERMS + f"<p>{CLAUSE * 6}" + clause), None).verdict is Verdict.GOOD


@pytest.mark.parametrize(
    ("body", "title", "code"),
    [
        ("<h1>Page not found</h1><p>The page you are looking for doesn't exist.", "Harbour", "not_found"),
        ("<p>Checking your browser before accessing harbour.example.", "Just a moment...", "challenge"),
        ("<p>Application error: a client-side exception has occurred.", "", "client_error"),
        ("<h1>Harbour isn't available in your country yet</h1>", "Harbour", "region_block"),
        ("<p>We'll be back soon. The site is undergoing maintenance.", "Harbour", "maintenance"),
        ("<p>Redirecting to legal.harbour.example", "", "redirect_stub"),
        ("<h1>Sign in</h1><form><input type='password'></form><p>Forgot password?", "Sign in", "login_wall"),
        ("<p>You need to enable JavaScript to run this app.", "Harbour", "javascript_required"),
        ("<p>Access Denied. You don't have permission to access this page.", "Access Denied", "access_denied"),
        ("<div id='root'></div><script src='/app.js'></script>", "Harbour", "empty"),
        ("<h1>Sail further</h1>" + "<p>Boats, crews and sunny bays wait for you on every coast we love. " * 40, "Harbour", "no_legal_wording"),
        ("<h1>Legal Center</h1>" + "<a href='/t'>Terms of Service</a> <p>For all.</p> " * 60, "Legal", "no_prose"),
    ],
)  # fmt: skip
def test_wrong_page_is_suspect_on_first_sight(body: str, title: str, code: str) -> None:
    judgement = judge(evidence(body, title), None)

    assert judgement.verdict is Verdict.SUSPECT
    assert code in codes(judgement)


@pytest.mark.parametrize(
    ("changes", "code", "needs_browser"),
    [
        ({"status": 403}, "http_status", True),
        ({"status": 429}, "http_status", True),
        ({"status": 404}, "http_status", False),
        ({"headers": {"cf-mitigated": "challenge"}}, "challenge", True),
        ({"content_type": "image/png"}, "content_type", False),
        ({"headers": {"content-length": "999999"}}, "truncated", False),
        ({"final_url": "https://harbour.example/login?next=/legal/terms"}, "login_wall", False),
    ],
)
def test_wrong_answer_of_the_server_is_suspect(
    changes: dict[str, Any], code: str, needs_browser: bool
) -> None:
    judgement = judge(replace(evidence(TERMS), **changes), None)

    assert judgement.verdict is Verdict.SUSPECT
    assert code in codes(judgement)
    assert judgement.needs_browser is needs_browser


@pytest.mark.parametrize(
    "headers",
    [{"x-datadome": "protected"}, {"cf-ray": "8a1"}, {"server": "cloudflare"}, {"x-iinfo": "1-2-3"}],
)
def test_header_of_a_wall_that_let_us_in_says_nothing(headers: dict[str, str]) -> None:
    assert judge(replace(evidence(TERMS), headers=headers), None).verdict is Verdict.GOOD


@pytest.mark.parametrize("header", ["cf-mitigated", "x-amzn-waf-action", "x-dd-b", "x-sucuri-block"])
def test_header_of_a_wall_that_shut_us_out_decides(header: str) -> None:
    judgement = judge(replace(evidence(TERMS), headers={header: "challenge"}), memory_of(TERMS))

    assert judgement.verdict is Verdict.SUSPECT
    assert judgement.needs_browser


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("<p>Esta página no existe.", "not_found"),
        ("<p>Strona nie została znaleziona", "not_found"),
        ("<p>很抱歉 页面不存在 请返回首页", "not_found"),
        ("<p>Bestätigen Sie, dass Sie ein Mensch sind.", "challenge"),
        ("<p>请完成验证以继续访问", "challenge"),
        ("<p>Bitte aktivieren Sie JavaScript in Ihrem Browser.", "javascript_required"),
        ("<p>Le service est temporairement indisponible.", "service_error"),
        ("<p>Site em manutenção", "maintenance"),
        ("<p>In Ihrer Region nicht verfügbar", "region_block"),
        ("<p>Accesso negato.", "access_denied"),
        ("<p>Je wordt doorgestuurd", "redirect_stub"),
        ("<h1>Inloggen</h1><p>Wachtwoord vergeten?", "login_wall"),
    ],
)
def test_wrong_page_says_so_in_its_own_language(body: str, code: str) -> None:
    judgement = judge(evidence(body, "Harbour"), None)

    assert judgement.verdict is Verdict.SUSPECT
    assert code in codes(judgement)


def test_cookie_dialog_alone_is_a_wall() -> None:
    dialog = (
        "<div id='banner'>" + "<p>We use cookies; give your consent to cookies of partners. " * 12 + "</div>"
    )

    assert judge(evidence(dialog, "Harbour"), None).verdict is Verdict.SUSPECT


def test_document_rewritten_from_end_to_end_is_good_under_its_own_name() -> None:
    new_clause = (
        "Disputes arising hereunder are governed by Maltese law; a customer must pay invoices within thirty days, and "
        "neither party shall assign this contract without consent. We warrant nothing beyond what statute requires. "
    )
    rewritten = (
        f"<h1>Terms of Service</h1><p>Last updated 9 May 2026</p><h2>A. Courts</h2><p>{new_clause * 16}</p>"
    )

    assert judge(evidence(rewritten), memory_of(TERMS)).verdict is Verdict.GOOD
    assert "same_name" in {reason.code for reason in judge(evidence(rewritten), memory_of(TERMS)).reasons}


def test_another_legal_document_at_the_address_is_suspect() -> None:
    other = (
        "<h1>Supplier Handbook</h1>"
        + "<p>Suppliers deliver boats on time, ship spare parts, and invoice us. " * 30
    )

    judgement = judge(evidence(other, "Handbook"), memory_of(TERMS))

    assert judgement.verdict is Verdict.SUSPECT


def test_doubtful_share_of_the_last_text_weighs_half() -> None:
    judgement = judge_beside(evidence(TERMS), Likeness(recall=0.5, length=1.0))

    assert ("text_partly_found", -3.0) in {(reason.code, reason.weight) for reason in judgement.reasons}
    assert judgement.verdict is Verdict.GOOD


def test_empty_shell_asks_for_a_browser() -> None:
    assert judge(evidence("<div id='root'></div>"), None).needs_browser


def test_other_document_is_suspect_beside_the_last_text() -> None:
    other = (
        "<h1>Cookie Policy</h1>"
        + "<p>A cookie is a small file which browsers keep so that sites recognise them. " * 40
    )

    judgement = judge(evidence(other), memory_of(TERMS))

    assert judgement.verdict is Verdict.SUSPECT
    assert "text_not_found" in codes(judgement)


def test_other_language_is_suspect_beside_the_last_text() -> None:
    french = (
        "<h1>Conditions</h1>"
        + "<p>Vous acceptez que les données soient traitées par nous dans le cadre de la loi. " * 30
    )

    assert "other_language" in codes(judge(evidence(french), memory_of(TERMS)))


def test_half_a_document_is_suspect() -> None:
    markup = ("<html><body>" + TERMS + "<p>" + CLAUSE * 30).encode()
    seen = replace(evidence(TERMS), body=markup)

    judgement = judge(seen, None)

    assert judgement.verdict is Verdict.SUSPECT
    assert "truncated" in codes(judgement)


def test_mojibake_is_suspect() -> None:
    body = TERMS + "<p>" + "Harbourâ€™s termsÂ apply, and youâ€™ll keep yours. " * 30

    assert "mojibake" in codes(judge(evidence(body), None))


def test_short_page_is_good_where_the_document_is_short() -> None:
    body = "<h1>Legal notice</h1><p>Harbour Ltd, 1 Quay, Valletta, Malta. Registered under C 1234. Publisher: A. Borg. Host: Quay."

    assert judge(evidence(body), memory_of(body)).verdict is Verdict.GOOD


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "", "application/pdf", "text/plain"]),
    st.integers(100, 599),
)
def test_any_bytes_are_judged(body: bytes, content_type: str, status: int) -> None:
    seen = Evidence(status, {}, "", "", body, content_type, body.decode("latin-1"), None, None)

    assert 0 <= judge(seen, remember("# a\n\nsome words", "en", None)).score <= 1
