"""Texts of vendors that do not exist, with all that a page must cope with: tables, lists, long words, other scripts."""

CLAUSES = (
    (
        "Definitions",
        "“Input” means what you send to the Services; “Output” means what a Model returns for it.",
    ),
    ("Your account", "You must give accurate details, keep your keys secret, and be at least 18 years old."),
    (
        "Fees",
        "You pay the Fees in advance. Amounts overdue by more than 15 days bear interest at 1% a month.",
    ),
    (
        "Retention",
        "We keep Input for 30 days after a request, and then delete it, unless the law requires more.",
    ),
    (
        "Suspension",
        "We may suspend the Services at once, and will tell you why as soon as we reasonably can.",
    ),
    ("Liability", "Neither party is liable for indirect losses. The cap is the Fees of the last 12 months."),
    ("Changes", "We will give you at least 30 days' notice of a change that is material to you."),
)
MOVED = (
    "Disputes are settled by the courts of the place where you live, unless both of us agree in writing, after the "
    "dispute has arisen, to settle it in another way and in another place."
)
TABLE = (
    "| Monthly availability | Credit, as a share of the monthly Fees for the endpoint concerned |\n"
    "| --- | --- |\n"
    "| below 99.5% and at least 99.0% | 10% |\n"
    "| below 99.0% | 25% |\n"
)
LISTS = (
    "You must not:\n\n"
    "- use Output to develop a model that competes with ours, except as we allow in writing;\n"
    "- remove a provenance signal, such as a watermark:\n"
    "  1. from Output, or\n"
    "  2. from what you make of it;\n"
    f"- send more than [the limits](https://models.example/limits) allow, or {'x' * 90}.\n"
)
OTHER_SCRIPTS = "يجوز لنا تعديل هذه الشروط بعد إشعار مدته ثلاثون يوما.\n\n当社は、30日前に通知することにより、本規約を変更できます。\n"


def _clause(number: int, heading: str, words: str) -> str:
    return (
        f"## {number}. {heading}\n\n{number}.1 {words}\n\n{number}.2 {words} This applies to every order.\n"
    )


def long_text() -> str:
    """Return some 1,500 words in every form that the pages render."""
    parts = ["# Models Terms of Service", "Last updated: 20 January 2025", MOVED, TABLE, LISTS, OTHER_SCRIPTS]
    parts += [_clause(number, *clause) for number, clause in enumerate(CLAUSES * 5, start=1)]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def long_text_revised() -> str:
    """Return the long text with a passage moved to its end, words put in, words taken out and a number changed."""
    revised = long_text().replace(f"{MOVED}\n\n", "")
    revised = revised.replace("at least 30 days' notice", "at least 14 days' notice", 1)
    revised = revised.replace("2.1 You must give", "2.1 You, and whoever acts for you, must give")
    revised = revised.replace(" This applies to every order.", "", 1)
    return f"{revised}\n## 36. Disputes\n\n{MOVED}\n"


ARABIC = "# شروط الخدمة\n\nيجوز لنا تعديل هذه الشروط بعد إشعار مدته ثلاثون يوما.\n\n## الإنهاء\n\nيمكنك إنهاء الحساب في أي وقت.\n"
ARABIC_REVISED = ARABIC.replace("ثلاثون يوما", "أربعة عشر يوما")
