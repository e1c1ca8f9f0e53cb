"""The line in which a document says when it was last changed."""

import re

_LABEL = re.compile(
    r"(?:last|most recently|date of last|latest)\s+(?:updated?|revised|revision|modified|changed?|amended|edited)|"
    r"(?:updated|revised|modified|amended)(?:\s+on|\s*:|\s+as of)|effective(?:\s+date|\s+as of|\s*:|\s+from|\s+on)|"
    r"last\s+(?:review|posted)|version\s+(?:date|of|du|vom)|dernière\s+(?:mise\s+à\s+jour|modification|version|révision)|"
    r"mis[e]?\s+à\s+jour\s+le|(?:zuletzt|letzte)\s+(?:aktualisiert|aktualisierung|geändert|änderung|überarbeitet)|"
    r"stand\s*:|última\s+(?:actualización|modificación|revisión|atualização)|ultimo\s+aggiornamento|"
    r"laatst\s+(?:bijgewerkt|gewijzigd)|ostatnia\s+aktualizacja|更新日期|生效日期|最終更新|改定日|最近更新|시행일|최종\s*수정",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\d{4}|\d{1,2}[./-]\d{1,2}[./-]\d{2}|\d+\s*(?:days?|months?|weeks?|years?)\s+ago", re.IGNORECASE
)
_LONGEST = 160
_BEGINNING = 5_000  # characters
_END = 1_500


def last_updated(text: str) -> str | None:
    """Return the page's own line, verbatim, from near the beginning or the end; None where it gives none."""
    head, tail = text[:_BEGINNING], text[_BEGINNING:][-_END:]
    for line in (*head.split("\n"), *tail.split("\n")):
        if is_dated(line):
            return line.lstrip("#>-*| ").strip()
    return None


def is_dated(line: str) -> bool:
    """Say whether a line does little else than give a date and say what it is the date of."""
    return 0 < len(line) <= _LONGEST and bool(_DATE.search(line) and _LABEL.search(line))
