"""What the editors' templates ask for."""

from collections.abc import Iterable, Mapping

from django import template

from apps.provisions.taxonomy import read_taxonomy
from apps.web.presentation.editing import LABELS

register = template.Library()


@register.filter
def named(editors: Mapping[str, str], author: str) -> str:
    """Return the e-mail address behind an author's name, for staff; the name itself where the account is gone."""
    return editors.get(author, author)


@register.filter
def field_label(name: str) -> str:
    """Return the words for a field of a reading."""
    return LABELS.get(name, name)


@register.filter
def topic_labels(slugs: Iterable[str]) -> str:
    """Return the names of topics; the slug of one that the taxonomy has dropped."""
    labels = {topic.slug: topic.label for topic in read_taxonomy().topics}
    return ", ".join(labels.get(slug, slug) for slug in slugs)
