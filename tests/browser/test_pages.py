"""Pages are read with scripts or without, on a phone and on paper; and what `walks` looks for would be noticed."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.axe import violations
from tests.browser.visits import Contexts, Site, Visitor
from tests.browser.walks import WATCHING, pay_a_visit

pytestmark = pytest.mark.browser

_FIRST_FRAME = "requestAnimationFrame(() => { window.firstTheme = document.documentElement.dataset.theme })"
_FAULTS = """
<style>
  .pale, .dim { background: #fff; color: #000 }
  @media (prefers-color-scheme: light) { .pale { color: #bbb } }
  @media (prefers-color-scheme: dark) { .dim { color: #bbb } }
</style>
<div class="wide" style="width: 500px">Wide</div>
<p class="pale">Pale in the light</p><p class="dim">Dim in the dark</p><input class="nameless">
<script>
  console.error("on purpose");
  let moved = false;
  const hold = () => {  // the page has not loaded before it has moved
    if (moved) return;
    const image = new Image();
    image.onload = hold;
    image.src = `/held?${Math.random()}`;
  };
  hold();
  const frames = (count, then) => requestAnimationFrame(() => count ? frames(count - 1, then) : then());
  frames(4, () => {
    document.querySelector("main").prepend(Object.assign(document.createElement("div"), { style: "height: 200px" }));
    frames(4, () => { moved = true });
  });
</script>
"""
_DOT = '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'
_BACKGROUND = "() => getComputedStyle(document.body).backgroundColor"


def test_axe_would_notice(visitor: Visitor) -> None:
    page = visitor.opens("home")

    page.evaluate("() => { document.querySelector('main').innerHTML = '<input>' }")

    assert any(line.startswith("label (critical)") for line in violations(page))


def _spoil(route: Route) -> None:
    response = route.fetch()
    headers = {name: text for name, text in response.headers.items() if name != "content-security-policy"}
    heavy = f"<!-- {'x' * 130_000} -->"
    route.fulfill(
        response=response,
        headers=headers,
        body=response.text().replace("</main>", f"{_FAULTS}{heavy}</main>"),
    )


def test_walk_would_notice_whatever_it_looks_for(contexts: Contexts, site: Site) -> None:
    page = contexts.wiped(site.address, watching=WATCHING, of_files=True)
    page.goto(site.url("home"))  # only what is open is wiped
    page.route(site.url("methodology"), _spoil)
    page.route("**/held?*", lambda route: route.fulfill(body=_DOT, content_type="image/svg+xml"))

    faults = pay_a_visit(Visitor(contexts, site), "methodology", set()).faults()
    page.unroute_all()

    for start, end in (
        ("error: on purpose", ""),
        ("desktop, moves: ", ""),
        ("phone, moves: ", ""),
        ("phone, sticks out: DIV.wide", ""),
        ("sends 1", ""),
        ("desktop, light: label (critical): .nameless", ""),
        ("phone, light: label (critical): .nameless", ""),
        ("desktop, light: color-contrast (serious): ", ".pale"),
        ("phone, light: color-contrast (serious): ", ".pale"),
        ("phone, dark: color-contrast (serious): ", ".dim"),
    ):
        assert any(fault.startswith(start) and fault.endswith(end) for fault in faults), (start, faults)
    assert not any("desktop, sticks out" in fault for fault in faults)


def test_error_of_a_script_or_a_policy_would_be_noticed(visitor: Visitor) -> None:
    page = visitor.opens("home")

    page.evaluate(
        "() => { const script = document.createElement('script'); script.text = '1'; document.body.append(script) }"
    )
    page.evaluate("() => { setTimeout(() => { throw new Error('on purpose') }) }")
    page.wait_for_function("() => true", polling=50)

    assert len(visitor.complaints) == 2
    assert "Content Security Policy" in visitor.complaints[0]
    assert "on purpose" in visitor.complaints[1]
    visitor.complaints.clear()


def test_search_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("home", has_scripts=False)

    page.locator("main").get_by_role("searchbox").fill("north-wind")
    page.get_by_role("button", name="Find").click()

    expect(page.locator("tbody th")).to_have_text(
        [re.compile("Northwind.*Northwind Models, Inc.", re.DOTALL)]
    )


def test_filter_works_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("changes", has_scripts=False)

    page.get_by_label("Kind").select_option("Wording")
    page.get_by_role("button", name="Apply").click()

    expect(page.locator(".change-title")).to_have_count(11)


@pytest.mark.parametrize(("name", "first", "rest"), [("platforms", 50, 23), ("changes", 30, 17)])
def test_lists_have_pages_without_scripts(visitor: Visitor, name: str, first: int, rest: int) -> None:
    page = visitor.opens(name, has_scripts=False)
    rows = page.locator("tbody tr, .change-row")

    expect(rows).to_have_count(first)
    page.get_by_role("link", name="Next").click()
    expect(rows).to_have_count(rest)


def test_redline_unfolds_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("redline", has_scripts=False)
    fold = page.locator("details.fold").first

    expect(fold.locator(".redline-text")).not_to_be_visible()
    fold.locator("summary").click()
    expect(fold.locator(".redline-text")).to_be_visible()
    expect(page.get_by_role("button")).to_have_text(["Show the redline"])


def test_record_is_read_on_a_phone_without_scripts(visitor: Visitor) -> None:
    page = visitor.opens("document", screen="phone", has_scripts=False)
    rail = page.get_by_role("complementary")

    expect(rail).not_to_be_visible()
    page.locator(".record-rail > summary").click()
    expect(rail).to_be_visible()


def test_list_is_refreshed_while_one_types(visitor: Visitor) -> None:
    page = visitor.opens("platforms")

    page.get_by_label("Search").fill("north-wind")

    page.wait_for_url("**/platforms/?q=north-wind&category=")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_theme_stays_chosen_and_does_not_flash(visitor: Visitor) -> None:
    page = visitor.comes_first_to("home", watching=_FIRST_FRAME)
    system = page.evaluate(_BACKGROUND)

    page.get_by_role("button", name="Theme: auto").click()
    page.get_by_role("button", name="Theme: light").click()
    chosen = page.evaluate(_BACKGROUND)
    page.reload()

    assert page.evaluate("() => window.firstTheme") == "dark"
    assert page.evaluate(_BACKGROUND) == chosen != system
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


def style(page: Page, selector: str, name: str) -> str:
    value: str = page.locator(selector).first.evaluate("(node, name) => getComputedStyle(node)[name]", name)
    return value


@pytest.mark.parametrize("name", ["redline", "redline-split"])
def test_redline_is_read_in_black_on_paper(visitor: Visitor, name: str) -> None:
    page = visitor.opens(name, mode="dark")

    page.emulate_media(media="print")

    black, clear = "rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"
    marks = {
        mark: (
            style(page, mark, "color"),
            style(page, mark, "backgroundColor"),
            style(page, mark, "textDecorationLine"),
            style(page, mark, "textDecorationStyle"),
        )
        for mark in (
            "main .redline-text ins",
            "main .redline-text del",
            "main .op-move-to",
            "main .op-move-from",
        )
    }
    assert marks == {
        "main .redline-text ins": (black, clear, "underline", "solid"),
        "main .redline-text del": (black, clear, "line-through", "solid"),
        "main .op-move-to": (black, clear, "underline", "dotted"),
        "main .op-move-from": (black, clear, "underline line-through", "dotted"),
    }
    assert not page.get_by_role("banner").is_visible()
    assert page.locator("main h1").is_visible()


def test_digests_are_whole_on_paper(visitor: Visitor, site: Site) -> None:
    page = visitor.opens("version")
    short = page.locator(".digest-value").first.inner_text()

    page.emulate_media(media="print")

    assert len(short) == 19
    assert len(page.locator(".digest-value").first.inner_text()) == 64
