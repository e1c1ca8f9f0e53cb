"""The gate on pages written for the purpose."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.documents.extraction import ExtractionError, Page, extract
from apps.documents.gating import Evidence, Judgement, Memory, Verdict, judge, remember

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
