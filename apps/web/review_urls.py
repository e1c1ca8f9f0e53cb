"""Addresses of reviews in a workspace."""

from django.urls import URLPattern, path

from apps.web.views.workspaces import review_deeds, review_rules, review_triage, reviews
from apps.web.workspace_urls import HERE

REVIEWS = f"{HERE}reviews/"
REVIEW = f"{REVIEWS}<int:review_id>/"
RULE = f"{REVIEWS}rules/<int:rule_id>/"
CONTRACTS = f"{REVIEWS}contracts/"

urlpatterns: list[URLPattern] = [
    path(REVIEWS, reviews.reviews, name="workspace_reviews"),
    path(f"{REVIEWS}new/", reviews.new, name="workspace_review_new"),
    path(f"{REVIEWS}triage/", review_triage.triage, name="workspace_review_triage"),
    path(f"{REVIEWS}rules/", review_rules.rules, name="workspace_review_rules"),
    path(f"{REVIEWS}rules/new/", review_rules.rule_new, name="workspace_review_rule_new"),
    path(RULE, review_rules.rule, name="workspace_review_rule"),
    path(f"{RULE}close/", review_rules.rule_close, name="workspace_review_rule_close"),
    path(CONTRACTS, review_rules.contracts, name="workspace_review_contracts"),
    path(f"{CONTRACTS}new/", review_rules.contract_new, name="workspace_review_contract_new"),
    path(
        f"{CONTRACTS}<int:contract_id>/end/", review_rules.contract_end, name="workspace_review_contract_end"
    ),
    path(f"{REVIEWS}files/<int:file_id>/", review_deeds.file, name="workspace_review_file"),
    path(REVIEW, reviews.review, name="workspace_review"),
    path(f"{REVIEW}decide/", review_deeds.decide, name="workspace_review_decide"),
    path(f"{REVIEW}accept/", review_deeds.decide, name="workspace_review_accept"),
    path(f"{REVIEW}sign/", review_deeds.sign, name="workspace_review_sign"),
    path(f"{REVIEW}withdraw/", review_deeds.withdraw, name="workspace_review_withdraw"),
    path(f"{REVIEW}assign/", review_deeds.assign, name="workspace_review_assign"),
    path(f"{REVIEW}comment/", review_deeds.comment, name="workspace_review_comment"),
    path(f"{REVIEW}reopen/", review_deeds.reopen, name="workspace_review_reopen"),
    path(f"{REVIEW}seen/", review_deeds.seen, name="workspace_review_seen"),
]
