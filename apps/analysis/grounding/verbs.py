"""Verbs of agreements: those that say who does what to whom, with their forms, and which of them mean the same."""

from functools import cache
from typing import Final

from apps.analysis.grounding.lexicon import lists, table, words

_IRREGULAR: Final[dict[str, str]] = table("irregular")
_SHORTEST: Final = 3
_VOWELS: Final = frozenset("aeiou")
_DOUBLING: Final = frozenset(
    {"cancel", "transfer", "label", "opt", "log", "cap", "rent", "permit", "submit", "stop", "scrap", "bar"}
)

_OF_LEMMA: Final = {lemma: lemmas[0] for lemmas in lists("verbs") for lemma in lemmas}


def _forms(lemma: str) -> set[str]:
    stem = lemma.removesuffix("e")
    forms = {
        lemma,
        f"{stem}es" if lemma.endswith(("e", "s", "x", "ch", "sh")) else f"{lemma}s",
        f"{stem}ing",
        f"{stem}ed",
    }
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        forms |= {f"{lemma[:-1]}ies", f"{lemma[:-1]}ied"}
    if lemma in _DOUBLING:
        forms |= {f"{lemma}{lemma[-1]}ed", f"{lemma}{lemma[-1]}ing"}
    return forms


_OF_FORM: Final = {form: name for lemma, name in _OF_LEMMA.items() for form in _forms(lemma)} | {
    form: _OF_LEMMA[lemma] for form, lemma in _IRREGULAR.items() if lemma in _OF_LEMMA
}
_ALSO_NOUNS: Final = words("verbs_that_are_nouns")


def known_verb(word: str) -> str | None:
    """Return the class of a word that is a form of a verb listed here."""
    return _OF_FORM.get(word)


def is_also_noun(word: str) -> bool:
    """Say whether a form is a noun as often as a verb."""
    return word in _ALSO_NOUNS


@cache
def verb_class(word: str) -> str:
    """Return the class of a word that is known to be a verb from where it stands."""
    known = _OF_FORM.get(word)
    if known is not None:
        return known
    lemma = _IRREGULAR.get(word, word)
    for ending, instead in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if lemma.endswith(ending) and len(lemma) - len(ending) > 2 and not lemma.endswith("ss"):  # noqa: PLR2004 - a stem
            lemma = lemma[: -len(ending)] + instead
            break
    return lemma[:-1] if lemma.endswith("e") and len(lemma) > _SHORTEST else lemma
