"""Which tables hold a customer's or a person's rows, whichever app they belong to: what is exported, and what is erased."""

from django.apps import apps
from django.db import models

from apps.accounts.models import CustomerModel, User


def customer_models() -> list[type[CustomerModel]]:
    """Return the customer models, each before those that its rows point to: the order in which rows can be deleted."""
    waiting = [model for model in apps.get_models() if issubclass(model, CustomerModel)]
    ordered: list[type[CustomerModel]] = []
    while waiting:
        pointed_to = {target for model in waiting for target in _targets(model)}
        free = [model for model in waiting if model not in pointed_to]
        if not free:
            raise ValueError(f"These point to each other in a circle: {waiting}")
        ordered += free
        waiting = [model for model in waiting if model not in free]
    return ordered


def personal_keys() -> list["models.ForeignKey[User, User]"]:
    """Return the foreign keys whose rows are about one person alone and go with them, customer tables included."""
    relations = User._meta.get_fields(include_hidden=True)
    return [
        relation.field
        for relation in relations
        if isinstance(relation, models.ManyToOneRel)
        and relation.on_delete is models.CASCADE
        and not relation.field.model._meta.auto_created
    ]


def _targets(model: type[CustomerModel]) -> set[type[models.Model]]:
    """Return what the rows of a model point to, themselves apart."""
    return {
        field.remote_field.model
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.remote_field.model is not model
    }
