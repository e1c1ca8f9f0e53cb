"""Read a site's robots.txt through the guarded client."""

from apps.core import clock
from apps.core.http import GuardedClient
from apps.core.http.errors import GuardedHttpError, TooManyRedirects
from apps.documents.fetching.politeness import RobotsFile, robots_text, robots_url

MOVED = 301


def read_robots(client: GuardedClient, url: str) -> RobotsFile:
    """Fetch the rules that hold for `url`. A failure to get them is an answer too; nothing is raised."""
    fetched_at = clock.now()
    try:
        response = client.get(robots_url(url), headers={"Accept": "text/plain,*/*;q=0.5"})
    except TooManyRedirects:
        # RFC 9309 §2.3.1.2: after five redirects the file counts as missing.
        return RobotsFile(MOVED, "", fetched_at)
    except GuardedHttpError:
        return RobotsFile(None, "", fetched_at)
    return RobotsFile(response.status, robots_text(response.body), fetched_at)
