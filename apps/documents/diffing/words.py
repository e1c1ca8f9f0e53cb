"""Words as a reader counts them: link targets are not read, invisible characters not seen."""

import re

from apps.documents.diffing.tokens import TOKEN

TARGET = re.compile(
    r"(?<=\]\()[^\s()]+(?:\([^\s()]*\)[^\s()]*)*(?:\s+\"[^\"\n]*\")?(?=\))"  # of a Markdown link
    r"|(?:https?://|mailto:)[^\s()<>\[\]|\"]+"  # printed as it is
)
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s)]*")
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))


def count_words(text: str) -> int:
    """Count words and numbers; in scripts without spaces, characters."""
    return sum(token[0].isalnum() for token in TOKEN.findall(ADDRESS.sub(" ", text)))
