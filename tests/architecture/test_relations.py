"""Foreign keys obey the ladder too: a string foreign key slips past import contracts."""

from collections.abc import Iterator

from django.apps import apps
from django.db import models

# The map of docs/architecture.md, as "rows of this app may point to rows of those".
MAY_POINT_TO: dict[str, set[str]] = {
    "core": set(),
    "platforms": set(),
    "accounts": {"auth"},
    "evidence": set(),
    "documents": {"platforms"},
    "provisions": {"documents"},
    "analysis": {"documents", "provisions"},
    "billing": {"accounts"},
    "subscriptions": {"accounts", "platforms", "documents", "provisions"},
    "reviews": {"accounts", "platforms", "documents", "provisions", "subscriptions"},
    "alerts": {"accounts", "documents", "subscriptions"},
    "dossiers": {"accounts"},
    "pipeline": {"documents"},
    "web": set(),
}


def relations_of(model: type[models.Model]) -> Iterator[tuple[str, str]]:
    """Yield (from app, to app) for every relation that leaves the model's app."""
    for field in model._meta.get_fields():
        if isinstance(field, models.ForeignKey | models.ManyToManyField):
            target = field.related_model
            assert isinstance(target, type)
            if target._meta.app_label != model._meta.app_label:
                yield model._meta.app_label, target._meta.app_label


def forbidden(relations: Iterator[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(here, there) for here, there in relations if there not in MAY_POINT_TO.get(here, set())}


def test_every_app_of_ours_is_on_the_map() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("apps.")}

    assert ours == set(MAY_POINT_TO)


def test_relations_only_point_down() -> None:
    ours = [model for model in apps.get_models() if model._meta.app_label in MAY_POINT_TO]

    assert forbidden(pair for model in ours for pair in relations_of(model)) == set()


def test_the_archive_never_deletes_along_a_relation() -> None:
    archive = [
        model
        for model in apps.get_models()
        if model._meta.app_label in {"platforms", "evidence", "documents", "provisions", "analysis"}
    ]
    policies = {
        (f"{model.__name__}.{field.name}", field.remote_field.on_delete)
        for model in archive
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
    }

    assert {name for name, policy in policies if policy is not models.PROTECT} == set()


def test_the_guard_sees_a_relation_upwards() -> None:
    assert forbidden(iter([("documents", "accounts")])) == {("documents", "accounts")}
    assert forbidden(iter([("documents", "platforms")])) == set()
