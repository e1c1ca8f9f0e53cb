"""Laws as everybody sees them, and as a plan that shows the clauses does."""

from django.urls import reverse

from apps.analysis.services.mapping import map_provisions
from apps.analysis.services.regulations import load_regulations
from apps.provisions.models import Classification
from tests import factories
from tests.browser.steps import Step
from tests.provisions.documents import cut_all, terms

_POLICIES = {
    "Brightwave": (
        "US",
        [
            "We rely on our legitimate interests to process your data in order to improve and secure the service.",
            "We keep your personal data for as long as necessary to provide the service.",
            "You have the right to access, correct and delete your personal data. Write to privacy@brightwave.example.",
            "We may share your information with affiliates, advertisers and other third parties for their own purposes.",
            "Our cookies are set when you visit; you can opt out of advertising cookies in your browser settings.",
        ],
    ),
    "Lumière": (
        "FR",
        [
            "We process your data on the basis of your consent, which you may withdraw at any time.",
            "We keep your account data for 3 years after your last visit and then delete it.",
            "You have the right to access, correct and delete your personal data, and we answer within 45 days.",
            "We transfer personal data to the United States under the standard contractual clauses of the European Commission.",
        ],
    ),
}


def build_law_pages(session: str) -> dict[str, Step]:
    """Map the clauses of two privacy policies; return the pages about laws, the last with the session of a paid plan."""
    load_regulations()
    for name, (country, clauses) in _POLICIES.items():
        platform = factories.make_platform(
            name=name, category="social", operator=factories.make_operator(jurisdiction=country)
        )
        document = factories.make_document(platform=platform, title="Privacy Policy", type="privacy-policy")
        factories.make_history(document, [terms(*clauses, title="Privacy Policy")])
        cut_all(document)
        classifications = Classification.objects.filter(text__version__document=document)
        map_provisions(
            classifications=list(
                classifications.select_related("text__version__document__platform__operator")
            )
        )
    gdpr = reverse("regulation", args=["eu-gdpr"])
    return {
        "regulations": Step(reverse("regulations")),
        "regulations-none": Step(f"{reverse('regulations')}?q=no+law+is+called+this"),
        "regulation": Step(gdpr),
        "regulation-whole": Step(gdpr, session),
        "regulation-without-rules": Step(reverse("regulation", args=["us-wa-mhmda"])),
    }
