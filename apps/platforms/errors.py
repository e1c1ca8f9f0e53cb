from apps.core.errors import ConductAtlasError


class SlugTakenError(ConductAtlasError):
    """A slug names another platform, or is an alias of one."""

    code = "slug_taken"
