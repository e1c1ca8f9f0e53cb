"""Terms invented for the tests, and ways to make more."""

from hypothesis import strategies as st

from apps.provisions.segmentation import Segmentation

TERMS = """\
# Terms of Service

Last updated: 3 March 2025

## Contents

- [1. Who we are](#who)
- [2. What you may not do](#not)
- [3. Fees](#fees)

## 1. Who we are

Acme Ltd ("**Acme**") runs the shop and the pages around it (the "**Service**"). These terms bind you and us.

Write to us at the address below if anything here is unclear to you.

## 2. What you may not do

You agree not to:

- resell the Service;
- copy it;
- attack it.

2.1 Acme may close your account if you break this rule more than once in one year.

## 3. Fees

### 3.1 Prices

The Service costs 5 euros a month. Prices may rise once a year, with 30 days' notice.

### 3.2 Refunds

Back to top
"""

WORDS = "we you may must share keep data with partners for thirty days unless the law says otherwise".split()  # noqa: SIM905 - reads better

sentences = st.lists(st.sampled_from(WORDS), min_size=10, max_size=60).map(
    lambda words: " ".join(words).capitalize() + "."
)
titles = st.tuples(st.integers(1, 99), st.sampled_from(WORDS)).map(
    lambda pair: f"## {pair[0]}. {pair[1].title()}"
)
items = st.lists(st.sampled_from(WORDS), min_size=2, max_size=25).map(lambda words: " ".join(words) + ";")
lists = st.lists(items, min_size=2, max_size=6).map(
    lambda found: "You agree that:\n\n" + "\n".join(f"- {item}" for item in found)
)
documents = st.lists(st.one_of(sentences, titles, lists), min_size=1, max_size=12)


def wordings(text: str, found: Segmentation) -> list[str]:
    return [part.span.of(text) for part in found.segments]
