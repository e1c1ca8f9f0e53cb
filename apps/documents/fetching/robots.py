"""Read a site's robots.txt through the guarded client."""

from apps.core import clock
from apps.core.http import GuardedClient
from apps.core.http.errors import BlockedAddress, ForbiddenUrl, GuardedHttpError, TooManyRedirects
from apps.documents.fetching.politeness import RobotsFile, robots_text, robots_url

MOVED = 301


def read_robots(client: GuardedClient, url: str) -> RobotsFile:
    """Fetch the rules that hold for `url`. A failure to get them is an answer too.

    Only where the guard refuses the site itself is that raised (BlockedAddress, ForbiddenUrl): the page will be refused
    for the same reason, and that is the reason to record.
    """
    fetched_at = clock.now()
    try:
        response = client.get(robots_url(url), headers={"Accept": "text/plain,*/*;q=0.5"})
    except TooManyRedirects:
        # RFC 9309 §2.3.1.2: after five redirects the file counts as missing.
        return RobotsFile(MOVED, "", fetched_at)
    except GuardedHttpError as error:
        if isinstance(error, BlockedAddress | ForbiddenUrl) and not error.hops:
            raise
        return RobotsFile(None, "", fetched_at)
    return RobotsFile(response.status, robots_text(response.body), fetched_at)
