"""For every address of reviews: what it is asked with in the walk, and what is posted there; and all other addresses' samples."""

from collections.abc import Mapping
from typing import Any, Final

from apps.accounts.models import Membership
from apps.core.tenancy import in_workspace
from apps.documents.models import Change
from apps.provisions.models import Provision
from apps.reviews.models import Attachment, Overlay, Review
from apps.reviews.services.deciding import Decision, decide
from apps.reviews.services.discussing import Upload, comment
from apps.reviews.services.overlaying import OverlayWish, add_overlay
from apps.reviews.services.ruling import RuleWish, open_rule
from apps.reviews.types import State
from tests.accounts.cast import acting
from tests.alerts.cast import make_news
from tests.provisions.documents import NOTICE_7, NOTICE_30
from tests.reviews.cast import make_review, make_reworded, touched_clause
from tests.web.access_samples import SAMPLES as OTHER_SAMPLES
from tests.web.access_samples import Sample
from tests.web.teams import Team

_TURN: Final = {"turn": "1"}
_WHY: Final = {"turn": "2", "reason": "It does not concern us."}
_RULE: Final = {
    "name": "All",
    "min_severity": "low",
    "assignment": "nobody",
    "lead_days": "7",
    "default_days": "14",
}


def _here(team: Team, **more: Any) -> dict[str, Any]:
    return {"workspace_slug": team.workspace.slug, **more}


def _review(team: Team, **wish: Any) -> Review:
    return make_review(team.workspace, team.people["owner"], **wish)


def _opened(team: Team) -> dict[str, Any]:
    return _here(team, review_id=_review(team).pk)


def _decided(team: Team, who: str = "owner", **wish: Any) -> dict[str, Any]:
    review = _review(team, **wish)
    decision = Decision(State.NO_ACTION, "It does not concern us.")
    actor = acting(team.people[who])
    decide(workspace=team.workspace, review_id=review.pk, turn=1, decision=decision, actor=actor)
    return _here(team, review_id=review.pk)


def _proposed_by_a_leaver(team: Team) -> dict[str, Any]:
    """Have a decision waiting that none of those who walk has made: they may all sign or decline it."""
    found = _decided(team, needs_signature=True)
    _let_propose(team, found["review_id"])
    return found


def _let_propose(team: Team, review_id: int) -> None:
    with in_workspace(team.workspace):
        review = Review.objects.for_workspace(team.workspace).filter(pk=review_id)
        review.update(decided_by=team.people["staff"], turn=3)


def _named(team: Team) -> dict[str, Any]:
    """Name everybody who is in the workspace, the one who says so apart: for that one, somebody else does."""
    review = _review(team)
    with in_workspace(team.workspace):
        members = [
            row.user for row in Membership.objects.for_workspace(team.workspace).select_related("user")
        ]
    text = " ".join(f"@{user.email}" for user in members)
    for who in ("owner", "analyst"):
        comment(workspace=team.workspace, review_id=review.pk, text=text, actor=acting(team.people[who]))
    assert members
    return _here(team, review_id=review.pk)


def _file(team: Team) -> dict[str, Any]:
    review, actor = _review(team), acting(team.people["owner"])
    uploads = [Upload("offer.txt", b"As agreed.")]
    comment(workspace=team.workspace, review_id=review.pk, text="", uploads=uploads, actor=actor)
    with in_workspace(team.workspace):
        return _here(team, file_id=Attachment.objects.for_workspace(team.workspace).latest("pk").pk)


def _rule(team: Team) -> dict[str, Any]:
    wish = RuleWish(name="Every change")
    rule = open_rule(workspace=team.workspace, wish=wish, actor=acting(team.people["owner"]))
    return _here(team, rule_id=rule.pk)


def _clause(_team: Team) -> None:
    """Make a clause and a change with ids that `data` can name: the first of their tables in this test."""
    make_reworded((NOTICE_30,), (NOTICE_7,))


def _contract(team: Team) -> dict[str, Any]:
    (change,) = make_reworded((NOTICE_30,), (NOTICE_7,))
    added: Overlay = add_overlay(
        workspace=team.workspace,
        subject=touched_clause(change),
        wish=OverlayWish("MSA"),
        actor=acting(team.people["owner"]),
    )
    return _here(team, contract_id=added.pk)


class _Lazy(Mapping[str, str]):
    """What is posted, made when it is asked for: it names a row that is there by then."""

    def __init__(self, **fields: Any) -> None:
        self._fields = fields

    def __getitem__(self, name: str) -> str:
        value = self._fields[name]
        return str(value() if callable(value) else value)

    def __iter__(self) -> Any:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def _latest_change() -> str:
    return Change.objects.latest("pk").public_id


def _latest_provision() -> str:
    return Provision.objects.latest("pk").public_id


def _latest_review() -> str:
    return f"{_numbers[-1]}:1"


_numbers: list[int] = []


def _to_triage(team: Team) -> None:
    _numbers.append(_review(team).pk)


def _news(_team: Team) -> None:
    make_news()


SAMPLES: Final[dict[str, Sample]] = OTHER_SAMPLES | {
    "workspace_reviews": Sample(_here),
    "workspace_review": Sample(_opened),
    "workspace_review_new": Sample(_here, _Lazy(change=_latest_change), changes=True, prepare=_news),
    "workspace_review_triage": Sample(
        _here,
        _Lazy(review=_latest_review, step="no_action", reason="None of ours."),
        changes=True,
        prepare=_to_triage,
    ),
    "workspace_review_decide": Sample(
        _opened, {"state": "no_action", "reason": "None."} | _TURN, changes=True
    ),
    "workspace_review_accept": Sample(
        _opened, {"state": "accepted", "reason": "None."} | _TURN, changes=True
    ),
    "workspace_review_sign": Sample(_proposed_by_a_leaver, {"turn": "3"}, changes=True),
    # Analysts take back what they proposed themselves: without a reason nobody does.
    "workspace_review_withdraw": Sample(_proposed_by_a_leaver, {"decline-turn": "3"}),
    "workspace_review_assign": Sample(_opened, {"step": "take"} | _TURN, changes=True),
    "workspace_review_comment": Sample(_opened, {"text": "What do you say?"}, changes=True),
    "workspace_review_reopen": Sample(
        _decided, {f"reopen-{name}": value for name, value in _WHY.items()}, changes=True
    ),
    "workspace_review_seen": Sample(_named, changes=True),
    "workspace_review_file": Sample(_file),
    "workspace_review_rules": Sample(_here),
    "workspace_review_rule": Sample(_rule, _RULE, changes=True),
    "workspace_review_rule_new": Sample(_here, _RULE, changes=True),
    "workspace_review_rule_close": Sample(_rule, changes=True),
    "workspace_review_contracts": Sample(_here),
    "workspace_review_contract_new": Sample(
        _here, _Lazy(provision=_latest_provision, contract="MSA"), changes=True, prepare=_clause
    ),
    "workspace_review_contract_end": Sample(_contract, changes=True),
}
