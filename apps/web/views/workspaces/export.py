"""Everything a workspace holds, for its owners to take along."""

from tempfile import SpooledTemporaryFile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import render

from apps.accounts.services.audit_exports import export_workspace
from apps.core import clock
from apps.reviews.services.discussing import every_attachment
from apps.web.places import Place, inside
from apps.web.proving import proved_again

_IN_MEMORY = 1_000_000  # bytes; a larger zip is written to disk while it is made


@inside
@proved_again
def export(request: HttpRequest, place: Place) -> HttpResponseBase:
    """Give the zip to an owner who has just proved again who they are: a browser left open must not give it away."""
    if request.method != "POST":
        return render(request, "web/workspaces/export.html", {"place": place})
    file = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
    uploads = every_attachment(place.workspace)
    export_workspace(workspace=place.workspace, file=file, actor=place.actor, uploads=uploads)
    file.seek(0)
    name = f"{place.workspace.slug}-{clock.now():%Y-%m-%d}.zip"
    return FileResponse(file, as_attachment=True, filename=name, content_type="application/zip")
