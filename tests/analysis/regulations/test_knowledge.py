"""The shipped laws and rules are sound, and ones that are not are refused with every problem named."""

from pathlib import Path

import pytest

from apps.analysis.regulations import DATA, KnowledgeError, Status, read_knowledge
from tests.shipped_data import Edit, editor_of


@pytest.fixture
def edited(tmp_path: Path) -> Edit:
    return editor_of(DATA, tmp_path)


def problems(path: Path) -> tuple[str, ...]:
    with pytest.raises(KnowledgeError) as refused:
        read_knowledge(path)
    return refused.value.problems


def test_shipped_laws_are_all_there() -> None:
    knowledge = read_knowledge()

    assert len(knowledge.regulations) == 74
    assert sum(len(law.articles) for law in knowledge.regulations) > 380


def test_laws_name_who_enforces_them_and_where() -> None:
    laws = read_knowledge().regulations

    assert {law.slug for law in laws if not law.authority or not law.jurisdiction} == set()
    assert {law.slug for law in laws if law.in_force_on is None} == set()


def test_links_lead_to_those_who_publish_the_law() -> None:
    hosts = {law.url.split("/")[2] for law in read_knowledge().regulations if law.url}

    assert hosts == {
        "app.leg.wa.gov",
        "coag.gov",
        "eur-lex.europa.eu",
        "law.lis.virginia.gov",
        "laws-lois.justice.gc.ca",
        "le.utah.gov",
        "leginfo.legislature.ca.gov",
        "sso.agc.gov.sg",
        "statutes.capitol.texas.gov",
        "uscode.house.gov",
        "www.congress.gov",
        "www.ecfr.gov",
        "www.fedlex.admin.ch",
        "www.gov.za",
        "www.legisquebec.gouv.qc.ca",
        "www.legislation.gov.au",
        "www.legislation.gov.uk",
        "www.nyc.gov",
        "www.nysenate.gov",
        "www.planalto.gov.br",
    }


def test_the_ai_act_applies_in_steps() -> None:
    law = read_knowledge().regulation("eu-aiact")

    days = {article.ref: str(article.in_force_on) for article in law.articles}

    assert law.status is Status.PARTLY
    assert days["Art. 5"] == "2025-02-02"
    assert days["Art. 50(1)"] == "2026-08-02"
    assert days["Art. 26"] == "2027-12-02"


def test_colorado_has_its_new_law_and_not_the_one_it_replaced() -> None:
    laws = {law.slug: law for law in read_knowledge().regulations}

    law = laws["us-co-admt"]

    assert (law.status, str(law.in_force_on)) == (Status.ADOPTED, "2027-01-01")
    assert "SB 26-189" in law.title


def test_unknown_law_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        read_knowledge().regulation("unknown")


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"),
    [
        ("rules/privacy.yaml", "law: eu-dma", "law: eu-dmb", "purposes-dma: no article Art. 5(2) of eu-dmb"),
        ("rules/privacy.yaml", "topic: data_sale", "topic: data_sales", "sale-ccpa: no topic data_sales"),
        (
            "rules/privacy.yaml",
            "[broad]",
            "[wide]",
            "purposes-broad-gdpr: data_use_purpose has no position wide",
        ),
        (
            "rules/privacy.yaml",
            "fact: age,",
            "fact: years,",
            "children-coppa: children_data has no fact years",
        ),
        ("rules/privacy.yaml", "[cookies]", "[biscuits]", "cookies-eprivacy: no documents biscuits"),
        ("rules/ai.yaml", "kinds: [ai]", "kinds: [ia]", "training-california: no kinds ia"),
        ("rules/contracts.yaml", "outside: eu", "outside: ue", "foreign-law-rome: no places ue"),
        (
            "rules/contracts.yaml",
            "on {notice} of",
            "on {channel} of",
            "names channel, which it does not ask for",
        ),
        (
            "rules/contracts.yaml",
            "slug: arbitration-uk",
            "slug: arbitration-faa",
            "arbitration-faa given twice",
        ),
        (
            "rules/conduct.yaml",
            "  facts: [{fact: agent}]\n",
            "",
            "agent-dmca: asks for no position and no fact",
        ),
        ("laws/uk.yaml", "slug: uk-cra", "slug: uk-osa", "laws: uk-osa given twice"),
        ("laws/uk.yaml", "jurisdiction: GB", "jurisdiction: Britain", "jurisdiction"),
        ("laws/uk.yaml", "url: https://", "url: http://", "url"),
        ("laws/eu.yaml", "ref: Art. 25,", "ref: Art. 35,", "eu-gdpr: art-35 given twice"),
        (
            "groups.yaml",
            "not_knowingly: not",
            "unknowingly: not",
            "children_data has no position unknowingly",
        ),
    ],
)
def test_what_does_not_fit_is_named(edited: Edit, file: str, old: str, new: str, problem: str) -> None:
    found = problems(edited(file, old, new))

    assert any(problem in one for one in found), found


def test_a_file_that_is_no_yaml_is_named(edited: Edit) -> None:
    found = problems(edited("laws/us.yaml", "- slug: us-s230", "- slug: [us-s230"))

    assert found[0].startswith("us.yaml: ")


def test_the_documentation_counts_what_is_there() -> None:
    told = (Path(__file__).parents[3] / "docs/regulations.md").read_text(encoding="utf-8")
    knowledge = read_knowledge()
    articles = sum(len(law.articles) for law in knowledge.regulations)
    with_rule = {rule.law for rule in knowledge.rules}

    assert f"{len(knowledge.regulations)} laws with {articles} articles" in told
    assert f"{len(knowledge.rules)} rules" in told
    assert len(knowledge.regulations) - len(with_rule) == 23
    assert "Twenty-three laws have no rule" in told
