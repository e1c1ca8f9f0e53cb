"""The start page of the sample site: what there is to look at."""

from html import escape

from apps.pipeline.samples import pages
from apps.pipeline.samples.vendors import OUTLINES, Outline


def index_page() -> str:
    intro = (
        "<p>Three companies that do not exist publish eight documents here. The texts were written for trying an "
        "archive. Put <code>/captcha</code>, <code>/login</code>, <code>/shell</code> or <code>/busy</code> before "
        "the path of a document to meet the page that stands in its way on a bad day.</p>"
    )
    return pages.plain_page("Sample vendors", intro + "".join(_entry(outline) for outline in OUTLINES))


def _entry(outline: Outline) -> str:
    links = ", ".join(f'<a href="{part.path}">{part.path}</a>' for part in outline.parts)
    bad = outline.parts[0].path
    states = "".join(f"<li>{state.since}: {escape(state.note)}</li>" for state in outline.states)
    return (
        f"<h2>{escape(outline.title)}</h2><p>{links} (<a href='/captcha{bad}'>captcha</a>, "
        f"<a href='/login{bad}'>login</a>)</p><ul>{states}</ul>"
    )
