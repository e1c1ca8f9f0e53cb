"""Platforms with clauses to look at: read and unread, changed, ended, compared."""

from datetime import datetime, timedelta

from django.urls import reverse

from apps.analysis.services.analysing import analyse_change, analyse_provisions
from apps.documents.models import Document, Kind
from apps.provisions.models import Standing
from tests import factories
from tests.provisions.documents import cut_all, terms
from tests.web.clauses import make_correction

SEEN_BY_MEMBERS = ("provision-whole", "change-whole", "timeline-whole")  # of a workspace that pays

_DAY = timedelta(days=1)
_NOTICE = (
    "{name} may change these terms at any time. We will give you at least {days} days' notice by e-mail before a change takes effect. "
    "If you keep using the Services after that, you agree to the new terms."
)
_CAP = (
    "To the extent the law allows, the total liability of {name} arising out of or relating to these terms is limited to the fees you "
    "paid us in the {months} months before the event that gave rise to the claim."
)
_COMMON = (
    "You must be at least 18 years old to use the Services. If you act for a company, you confirm that you may bind it.",
    "You keep all rights to what you put in, and as between you and us you own the Output. We assign to you whatever right we have in it.",
    "These terms are governed by the laws of the State of Delaware, and the courts of New Castle County have exclusive jurisdiction.",
    "We may suspend or terminate your account at any time, for any reason, with or without notice.",
    "You will indemnify and hold us harmless against all claims, damages and legal fees arising from your use of the Services.",
    "The Services are provided “as is”, without warranties of any kind, express or implied, including merchantability.",
    "You may not use Output to develop models that compete with ours.",
    "You must not scrape, reverse engineer or decompile any part of the Services.",
)
_TRAINING = {
    "Aurora": "We do not use your content to train our models unless you opt in.",
    "Borealis": "We may use your content to train our models. You can opt out at any time in your settings.",
    "Cirrus": "We use your content to train our models and to improve the Services.",
    "Dune": "We will not use customer content to train our models.",
}
_ARBITRATION = (
    "Any dispute between you and {name} will be settled by binding individual arbitration under the rules of the American Arbitration "
    "Association. You may opt out of this agreement by writing to optout@{slug}.example within 30 days of your first order."
)
_GONE = "We keep your prompts for 30 days after a request and then delete them, unless the law requires us to keep them longer."


def build_clause_pages(now: datetime) -> dict[str, str]:
    """Store four platforms whose terms are cut into clauses, and return the addresses to look at."""
    documents = [
        _document(name, number, now) for number, name in enumerate(("Aurora", "Borealis", "Cirrus", "Dune"))
    ]
    first = documents[0]
    analyse_provisions(standings=list(Standing.objects.filter(provision__document=first)))
    read = _clause(first, "may change these terms")
    change = first.changes.get()
    analyse_change(change=change)
    correction = make_correction(_clause(documents[1], "total liability"))
    assert correction.pk
    compared = "&".join(f"platform={document.platform.slug}" for document in documents)
    search = reverse("search")
    return {
        "provision": read.provision.get_absolute_url(),
        "provision-whole": _clause(first, "train our models").provision.get_absolute_url(),
        "change-whole": change.get_absolute_url(),
        "timeline-whole": reverse("timeline"),
        "provision-licence": _clause(first, "train our models").provision.get_absolute_url(),
        "provision-unread": _clause(documents[2], "total liability").provision.get_absolute_url(),
        "provision-ended": Standing.objects.get(
            provision__document=first, ended_in__isnull=False
        ).provision.get_absolute_url(),
        "document-clauses": first.get_absolute_url(),
        "version-clauses": reverse("version", args=[first.platform.slug, first.slug, 2]),
        "change-clauses": change.get_absolute_url(),
        "platform-clauses": first.platform.get_absolute_url(),
        "topics": reverse("topics"),
        "topic": reverse("topic", args=["liability_limit"]),
        "topic-position": f"{reverse('topic', args=['ai_training_use'])}?position=on_with_opt_out",
        "topic-none": reverse("topic", args=["audit_rights"]),
        "compare": f"{reverse('compare_platforms')}?{compared}",
        "compare-two": f"{reverse('compare_platforms')}?platform=aurora&platform=borealis&differences=1",
        "compare-none": reverse("compare_platforms"),
        "search": f"{search}?q=notice+terms",
        "search-fact": f"{search}?topic=unilateral_change&fact=unilateral_change.notice&comparison=lt&value=14",
        "search-none": f"{search}?q=zebra",
        "search-unclear": f"{search}?fact=unilateral_change.notice&value=soon&platform=nobody",
        "timeline": reverse("timeline"),
        "timeline-one": f"{reverse('timeline')}?platform=aurora",
        "corrections": reverse("corrections"),
        "report": reverse("report", args=[read.provision.public_id]),
        "report-sent": reverse("report_sent", args=[change.public_id]),
    }


def _document(name: str, number: int, now: datetime) -> Document:
    slug = name.lower()
    operator = factories.make_operator(name=f"{name} Labs, Inc.")
    platform = factories.make_platform(slug=slug, name=name, operator=operator)
    document = factories.make_document(platform=platform, slug="terms")

    def wording(days: int, *more: str) -> str:
        clauses = (
            _NOTICE.format(name=name, days=days),
            _CAP.format(name=name, months=12 - 3 * number),
            _TRAINING[name],
            _ARBITRATION.format(name=name, slug=slug),
            *_COMMON[: len(_COMMON) - number],
            *more,
        )
        return terms(*clauses)

    old = factories.make_version(document, wording(30, _GONE), at=now - (300 - number) * _DAY)
    new = factories.make_version(
        document, wording(14 if number % 2 == 0 else 7), at=now - (40 - 9 * number) * _DAY
    )
    factories.make_change(
        old,
        new,
        kind=Kind.NUMBERS if number == 1 else Kind.SUBSTANTIVE,
        reasons=["touches notice", "30 → 14"],
    )
    factories.make_health(document, state="verified", last_verified_at=now - _DAY / 2)
    cut_all(document)
    return document


def _clause(document: Document, words: str) -> Standing:
    return Standing.objects.select_related(
        "provision__document__platform", "last_text", "classification"
    ).get(provision__document=document, provision__wording__words__contains=words, ended_in=None)
