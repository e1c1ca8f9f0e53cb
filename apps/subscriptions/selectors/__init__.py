from apps.subscriptions.selectors.facts import facts_of, facts_of_changes
from apps.subscriptions.selectors.preview import Preview, PreviewRow, preview
from apps.subscriptions.selectors.watches import (
    Match,
    matches_of,
    open_watch_of,
    platforms_metered,
    platforms_watched,
    watches_of,
)

__all__ = [
    "Match",
    "Preview",
    "PreviewRow",
    "facts_of",
    "facts_of_changes",
    "matches_of",
    "open_watch_of",
    "platforms_metered",
    "platforms_watched",
    "preview",
    "watches_of",
]
