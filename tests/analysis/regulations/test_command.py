"""Loading the laws by hand."""

import io

import pytest
from django.core.management import CommandError, call_command

from apps.analysis.models import Regulation
from apps.analysis.regulations import KnowledgeError
from apps.analysis.services import regulations

pytestmark = pytest.mark.django_db


def run() -> str:
    out = io.StringIO()
    call_command("load_regulations", stdout=out)
    return out.getvalue()


def test_it_says_what_it_did_and_the_second_time_nothing() -> None:
    first, again = run(), run()

    assert first.startswith("Laws: 74 new, 0 changed, 0 retired. Articles: ")
    assert again == "Laws: 0 new, 0 changed, 0 retired. Articles: 0 new, 0 changed, 0 retired.\n"


def test_files_that_do_not_fit_are_refused_and_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise KnowledgeError(["rules: a given twice"])

    monkeypatch.setattr(regulations, "read_knowledge", refuse)

    with pytest.raises(CommandError, match="regulations_invalid: rules: a given twice"):
        run()

    assert not Regulation.objects.exists()
