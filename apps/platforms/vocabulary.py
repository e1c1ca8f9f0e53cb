"""The controlled lists, in the form that model fields take."""

from apps.platforms.catalogue import read_vocabulary


def document_type_choices() -> list[tuple[str, str]]:
    """Return slug and label of every document type."""
    return [(kind.slug, kind.label) for kind in read_vocabulary().types]


def category_choices() -> list[tuple[str, str]]:
    """Return slug and label of every category of platform."""
    return [(category.slug, category.label) for category in read_vocabulary().categories]
