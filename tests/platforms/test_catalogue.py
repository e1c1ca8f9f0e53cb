"""The shipped catalogue is sound, and one that is not is refused by file, platform and field."""

import csv
import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from apps.platforms.catalogue import (
    Catalogue,
    CatalogueError,
    Problem,
    Source,
    address_key,
    read_catalogue,
    read_vocabulary,
    slugified,
)

LEADS = Path(__file__).parents[3] / "shared" / "data" / "catalogue-leads.csv"

AI_VENDORS = {
    "ai21-labs", "anthropic", "character-ai", "cohere", "deepseek", "elevenlabs", "fireworks-ai", "google-gemini",
    "groq", "hugging-face", "meta-llama", "midjourney", "mistral-ai", "openai", "openrouter", "perplexity",
    "replicate", "runway", "stability-ai", "together-ai", "xai",
}  # fmt: skip

SOUND = """\
- slug: acme
  name: Acme
  operator: Acme Ltd
  jurisdiction: GB
  category: cloud
  website: https://acme.example
  aliases: [Acme Cloud]
  documents:
    - slug: terms-of-service
      title: Terms of Service
      type: terms-of-service
      url: https://acme.example/terms
      source: editorial
"""

SECOND = """\
- slug: globex
  name: Globex
  category: cloud
  website: https://globex.example
  documents:
    - slug: privacy-policy
      title: Privacy Policy
      type: privacy-policy
      url: https://globex.example/privacy
      source: declared
"""

ReadText = Callable[[str], Catalogue]
Refused = Callable[[str], Problem]


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return read_catalogue()


@pytest.fixture
def read_text(tmp_path: Path) -> ReadText:
    def read(text: str) -> Catalogue:
        (tmp_path / "cloud.yaml").write_text(text, encoding="utf-8")
        return read_catalogue(tmp_path)

    return read


@pytest.fixture
def refused(read_text: ReadText) -> Refused:
    """Return the one problem found in a catalogue with this text."""

    def read(text: str) -> Problem:
        with pytest.raises(CatalogueError) as caught:
            read_text(text)
        (problem,) = caught.value.problems
        return problem

    return read


def test_shipped_catalogue_is_as_large_as_promised(shipped: Catalogue) -> None:
    assert len(shipped.platforms) >= 125
    assert sum(1 for _ in shipped.documents()) >= 320


def test_shipped_catalogue_holds_the_ai_vendors(shipped: Catalogue) -> None:
    documented = {platform.slug: len(platform.documents) for platform in shipped.platforms}

    assert documented.keys() >= AI_VENDORS
    assert min(documented[slug] for slug in AI_VENDORS) >= 2


def test_shipped_catalogue_uses_every_term_of_its_lists(shipped: Catalogue) -> None:
    types = {document.type for _, document in shipped.documents()}
    categories = {platform.category for platform in shipped.platforms}

    assert types == {entry.slug for entry in shipped.vocabulary.types}
    assert categories == {entry.slug for entry in shipped.vocabulary.categories}


def test_shipped_catalogue_gives_every_operator_a_jurisdiction(
    shipped: Catalogue,
) -> None:
    homeless = [entry.slug for entry in shipped.platforms if entry.operator and not entry.jurisdiction]

    assert homeless == []


def test_controlled_list_has_no_catch_all_and_no_repeats() -> None:
    slugs = [entry.slug for entry in read_vocabulary().types]

    assert len(slugs) == len(set(slugs))
    assert "other" not in slugs


@pytest.mark.shared
def test_every_declared_address_is_in_the_public_declarations(shipped: Catalogue) -> None:
    if not LEADS.exists():
        pytest.skip("the list of declared addresses is not on this machine")
    with LEADS.open(encoding="utf-8") as lines:
        leads = {address_key(row["url"]) for row in csv.DictReader(lines)}

    declared = [document for _, document in shipped.documents() if document.source is Source.DECLARED]

    assert [url for document in declared for url in document.urls if address_key(url) not in leads] == []


def test_sound_file_is_read_whole(read_text: ReadText) -> None:
    catalogue = read_text(SOUND)

    (platform,) = catalogue.platforms
    (document,) = platform.documents
    assert (platform.slug, platform.operator, platform.jurisdiction) == ("acme", "Acme Ltd", "GB")
    assert platform.aliases == ("Acme Cloud",)
    assert dataclasses.asdict(document) == {
        "slug": "terms-of-service",
        "title": "Terms of Service",
        "type": "terms-of-service",
        "urls": ("https://acme.example/terms",),
        "locale": "en",
        "source": Source.EDITORIAL,
        "select": (),
        "remove": (),
    }


def test_platforms_come_sorted_by_slug_whatever_their_file(read_text: ReadText) -> None:
    catalogue = read_text(SECOND + SOUND)

    assert [platform.slug for platform in catalogue.platforms] == ["acme", "globex"]


def test_parts_keep_their_order_and_hints_are_read(read_text: ReadText) -> None:
    parts = "parts: [https://acme.example/b, https://acme.example/a]\n      hints: {select: [main], remove: [nav]}"

    (platform,) = read_text(SOUND.replace("url: https://acme.example/terms", parts)).platforms

    assert platform.documents[0].urls == ("https://acme.example/b", "https://acme.example/a")
    assert platform.documents[0].select == ("main",)
    assert platform.documents[0].remove == ("nav",)


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ("slug: acme", "slug: Acme Ltd", "slug"),
        ("category: cloud", "category: clouds", "category"),
        ("jurisdiction: GB", "jurisdiction: England", "jurisdiction"),
        ("website: https://acme", "website: http://acme", "website"),
        ("operator:", "owner:", "owner"),
        ("type: terms-of-service", "type: other", "documents.terms-of-service.type"),
        ("url: https:", "url: http:", "documents.0.url"),
        ("url: https://acme.example", "url: https://localhost", "documents.0.url"),
        ("url: https://acme.example", "url: https://user:word@acme.example", "documents.0.url"),
        ("url: https://acme.example", "url: https://acme.example:8443", "documents.0.url"),
        ("url: https://acme.example", "url: https://127.0.0.1", "documents.0.url"),
        ("acme.example/terms", "acme.example/terms#part", "documents.0.url"),
        ("source: editorial", "source: guessed", "documents.0.source"),
        ("source: editorial", "source: editorial\n      locale: en_GB", "documents.0.locale"),
        ("source: editorial", "source: editorial\n      locale: EN", "documents.0.locale"),
        ("url: https://acme.example/terms", "parts: [https://acme.example/terms]", "documents.0"),
        ("source: editorial", "source: editorial\n      parts: []", "documents.0"),
        ("      url: https://acme.example/terms\n", "", "documents.0"),
    ],
)
def test_bad_field_is_refused_by_name(refused: Refused, old: str, new: str, field: str) -> None:
    problem = refused(SOUND.replace(old, new, 1))

    assert (problem.file, problem.field) == ("cloud.yaml", field)
    assert problem.platform == ("Acme Ltd" if field == "slug" else "acme")


def test_platform_without_documents_is_refused(refused: Refused) -> None:
    head, _, _ = SOUND.partition("  documents:")

    assert refused(head + "  documents: []\n").field == "documents"


def test_platform_given_twice_is_refused(refused: Refused) -> None:
    problem = refused(SOUND + SECOND.replace("slug: globex", "slug: acme"))

    assert problem == Problem("cloud.yaml", "acme", "slug", "already used in cloud.yaml")


def test_document_given_twice_is_refused(refused: Refused) -> None:
    _, _, document = SOUND.partition("  documents:\n")

    problem = refused(SOUND + document.replace("/terms", "/more-terms"))

    assert problem == Problem("cloud.yaml", "acme", "documents", "document terms-of-service given twice")


@pytest.mark.parametrize("address", ["https://acme.example/terms", "https://acme.example/terms/"])
def test_address_of_two_documents_is_refused(refused: Refused, address: str) -> None:
    problem = refused(SOUND + SECOND.replace("https://globex.example/privacy", address))

    assert problem.platform == "globex"
    assert problem.field == "documents.privacy-policy.url"
    assert problem.message == f"{address} already belongs to acme/terms-of-service"


def test_same_address_in_another_locale_is_another_document(read_text: ReadText) -> None:
    german = SECOND.replace("https://globex.example/privacy", "https://acme.example/terms\n      locale: de")

    assert len(read_text(SOUND + german).platforms) == 2


def test_alias_that_is_a_platform_is_refused(refused: Refused) -> None:
    problem = refused(SOUND.replace("[Acme Cloud]", "[Globex]") + SECOND)

    assert problem == Problem("cloud.yaml", "acme", "aliases", "Globex is the slug of a platform")


def test_alias_of_two_platforms_is_refused(refused: Refused) -> None:
    problem = refused(SOUND + SECOND.replace("  documents:", "  aliases: [ACME cloud]\n  documents:"))

    assert problem == Problem("cloud.yaml", "globex", "aliases", "ACME cloud is also an alias of acme")


def test_key_given_twice_is_refused(refused: Refused) -> None:
    problem = refused(SOUND.replace("  name: Acme\n", "  name: Acme\n  name: Acme Two\n"))

    assert problem.file == "cloud.yaml"
    assert "name given twice" in problem.message


@pytest.mark.parametrize("text", ["- slug: [", "slug: acme\n", "!!python/object:os.system {}\n", ""])
def test_file_that_is_not_a_list_of_platforms_is_refused(refused: Refused, text: str) -> None:
    assert refused(text).file == "cloud.yaml"


def test_entry_that_is_not_a_platform_is_refused(refused: Refused) -> None:
    problem = refused("- just words\n")

    assert (problem.file, problem.platform) == ("cloud.yaml", "?")


def test_empty_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match="holds no platforms"):
        read_catalogue(tmp_path)


def test_all_problems_are_told_at_once(read_text: ReadText) -> None:
    broken = SOUND.replace("category: cloud", "category: clouds").replace(
        "type: terms", "type: unknown-terms"
    )

    with pytest.raises(CatalogueError) as caught:
        read_text(broken)

    assert caught.value.code == "catalogue_invalid"
    assert not caught.value.retryable
    assert str(caught.value).splitlines() == [
        "cloud.yaml: acme: category: unknown category clouds",
        "cloud.yaml: acme: documents.terms-of-service.type: unknown type unknown-terms-of-service",
    ]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Character.AI", "character-ai"), ("  Amazon  Web Services ", "amazon-web-services"), ("豆包", "")],
)
def test_name_becomes_a_slug(name: str, slug: str) -> None:
    assert slugified(name) == slug


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://acme.example/terms/", "http://ACME.example/terms"),
        ("https://acme.example/terms#a", "https://acme.example/terms#b"),
    ],
)
def test_address_key_ignores_what_does_not_matter(one: str, other: str) -> None:
    assert address_key(one) == address_key(other)


def test_address_key_keeps_the_query() -> None:
    assert address_key("https://acme.example/t?lang=en") != address_key("https://acme.example/t?lang=de")
