"""A team comes to be, walked with a real browser: from signing up to being removed."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.core import mail
from django.test import override_settings
from playwright.sync_api import Page, expect

from tests.browser.test_sign_in import choose, open_newcomer, prove_again, sign_up, sign_up_here
from tests.browser.visits import Contexts, Site
from tests.web.workspaces.test_invitations import link_in

pytestmark = pytest.mark.browser


@dataclass(frozen=True, slots=True)
class Two:
    """Two people at two computers, each with an authenticator built in."""

    lead: Page
    colleague: Page


@pytest.fixture
def two(contexts: Contexts, site: Site) -> Iterator[Two]:
    with open_newcomer(contexts, site) as lead, open_newcomer(contexts, site) as colleague:
        yield Two(lead, colleague)


def invite(page: Page, email: str, role: str) -> str:
    """Invite from the members page and return the path in the message."""
    page.get_by_role("link", name="Members", exact=True).click()
    page.get_by_role("link", name="Invite a colleague").click()
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Role").select_option(role)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text(f"An invitation is on its way to {email}.")).to_be_visible()
    return link_in(str(mail.outbox[-1].body))


def test_a_team_comes_to_be_and_a_member_goes(two: Two, site: Site) -> None:
    lead, colleague = two.lead, two.colleague
    sign_up(lead, "lead@example.com")
    lead.get_by_role("link", name="New workspace").click()
    lead.get_by_label("Name").fill("Vendor risk")
    lead.get_by_role("button", name="Make the workspace").click()
    expect(lead.get_by_role("heading", name="You are here alone")).to_be_visible()
    path = invite(lead, "colleague@example.com", "Analyst")

    colleague.goto(site.address.replace("127.0.0.1", "localhost") + path)
    colleague.get_by_role("link", name="Make an account").click()
    sign_up_here(colleague, "colleague@example.com")
    colleague.get_by_role("button", name="Join Vendor risk").click()
    expect(colleague.get_by_role("heading", name="What needs you")).to_be_visible()

    choose(colleague, "Two-step sign-in")
    colleague.get_by_role("link", name="Add a key").click()
    prove_again(colleague)
    colleague.get_by_role("button", name="Make the key").click()
    expect(colleague.get_by_role("heading", name="Recovery codes")).to_be_visible()
    colleague.goto(lead.url.partition("/members/")[0] + "/")
    expect(colleague.get_by_text("Everything is read")).to_be_visible()

    lead.get_by_role("link", name="Members", exact=True).click()
    lead.get_by_role("link", name="Change the role of colleague@example.com").click()
    lead.get_by_label("Role").select_option("Viewer")
    lead.get_by_role("button", name="Change the role").click()
    expect(lead.get_by_text("colleague@example.com is a viewer now.")).to_be_visible()
    colleague.reload()
    expect(colleague.locator(".switcher-role").first).to_have_text("Viewer")

    lead.get_by_role("link", name="Remove colleague@example.com").click()
    lead.get_by_role("button", name="Remove colleague@example.com").click()
    expect(lead.get_by_text("colleague@example.com is no longer a member.")).to_be_visible()
    answer = colleague.reload()

    assert answer is not None
    assert answer.status == 404


def test_a_plan_is_tried_changed_cancelled_and_kept(contexts: Contexts, site: Site) -> None:
    """From the page that says what one begins, over Stripe's, to the plan: its double asks for a card as Checkout does."""
    context = contexts.new("light", has_scripts=True)
    site.become(context, "workspace-plan-begin")
    page = context.new_page()
    with override_settings(SITE_URL=site.address):
        page.goto(site.url("workspace-plan-begin"))
        page.get_by_role("button", name="Go on to Stripe").click()
        expect(page.get_by_role("heading", name="Checkout")).to_be_visible()
        page.get_by_label("Card").fill("4242")
        page.get_by_role("button", name="Subscribe").click()
        expect(page.get_by_role("heading", name="Professional plan")).to_be_visible()
        expect(page.get_by_text("Trial until")).to_be_visible()
        expect(page.get_by_text("ending in 4242")).to_be_visible()

        page.get_by_role("link", name="Change the plan").click()
        page.get_by_label("Plan", exact=True).select_option("Watcher")
        page.get_by_label("Further seats").fill("0")
        page.get_by_role("button", name="Show what changes").click()
        expect(page.get_by_role("region", name="Before and after")).to_contain_text("Watcher")
        page.get_by_role("button", name="Change the plan").click()
        expect(page.get_by_role("heading", name="Watcher plan")).to_be_visible()

        page.get_by_role("link", name="Cancel the plan").click()
        expect(page.get_by_role("heading", name="Nothing changes yet")).to_be_visible()
        page.get_by_role("button", name="Cancel the plan").click()
        expect(page.get_by_text("Cancelled, runs on")).to_be_visible()
        page.get_by_role("button", name="Call the cancellation off").click()
        expect(page.get_by_text("Trial until")).to_be_visible()
        expect(page.get_by_role("link", name="Cancel the plan")).to_be_visible()
    context.close()
