"""Words as a reader counts them: link targets are not read, invisible characters not seen."""

import re

from apps.documents.diffing.tokens import FIRST, TOKEN

TARGET = re.compile(
    r"(?<=\]\()[^\s()]+(?:\([^\s()]*\)[^\s()]*)*(?:\s+\"[^\"\n]*\")?(?=\))"  # of a Markdown link
    r"|(?:https?://|mailto:)[^\s()<>\[\]|\"]+"  # printed as it is
)
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\s)]*")
UNSEEN = re.compile(
    "[\u00ad\u200b\u200e\u200f\u2060\ufeff]"
)  # of a long text: ten times as fast as translating it
INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff"))


def count_words(text: str) -> int:
    """Count words and numbers; in scripts without spaces, characters."""
    return sum(map(str.isalnum, map(FIRST, TOKEN.findall(ADDRESS.sub(" ", text)))))
