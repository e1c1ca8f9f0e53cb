"""What words say about a change: numbers, page furniture, and the subjects that matter to the reader of terms."""

import re

MONTHS = frozenset(
    "january february march april may june july august september october november december"  # noqa: SIM905 - a line of words reads better than a list
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
    " januar februar märz juni juli oktober dezember"
    " enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
)
# "may" is a verb far more often than a month; beside digits it is told apart in `classify`.
NUMBER_WORDS = MONTHS - {"may", "mars"} | frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"  # noqa: SIM905 - a line of words reads better than a list
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion half".split()
)
AMOUNT_SIGNS = frozenset("%$€£¥₹₩")

FURNITURE_LINE = re.compile(
    r"[\s*_#>|-]*(?:"
    r"(?:(?:last )?updated|published|posted|modified)?[:\s]*"
    r"(?:today|yesterday|(?:\d+|an?|one|over an?|about an?) (?:second|minute|hour|day|week|month|year)s? ago)"
    r"|skip to (?:main )?content|back to top|copy link|share(?: this)?|print(?: this page)?|loading(?:\.\.\.|…)?"
    r"|was this (?:article|page|information)?\s*helpful\??.*|\d+ out of \d+ found this helpful.*"
    r"|\d+ min(?:ute)?s? read|(?:log|sign) in|sign up|cookie (?:settings|preferences)|manage cookies|accept all(?: cookies)?"
    r"|follow us.*|(?:©|\(c\)|copyright).{0,80}|all rights reserved\.?"
    r")[\s*_#|]*",
    re.IGNORECASE,
)
STATED_DATE_LINE = re.compile(
    r"\b(?:last (?:modified|change[ds]?)|effective|version|dernière modification|en vigueur|stand|gültig ab|"
    r"in vigore|en vigor|em vigor|geldig vanaf)\b"
    r"|\b(?:updated|revised|mise? à jour|aktualisiert|actualizad[oa]|actualización|aggiornat[oa]|aggiornamento|"
    r"atualizad[oa]|bijgewerkt|gewijzigd|aktualizacj|uppdaterad)|更新|生效|施行|改定",
    re.IGNORECASE,
)
BETWEEN_ITEMS = re.compile(r"[,;|\n\u2022\u3001\uff0c]")
REFERENCE = re.compile(
    r"(?:\b(?:section|clause|article|paragraph|schedule|annex|appendix|exhibit|part)s?|§+)\s*"
    r"(?:[\d.()a-z]{1,8}\s*(?:,|and|or|to|through|[-\u2013])\s*)*\(?$",
    re.IGNORECASE,
)

# They are looked for in folded words.
SUBJECTS: tuple[tuple[str, int, re.Pattern[str]], ...] = tuple(
    (name, weight, re.compile(rf"\b(?:{pattern})"))
    for name, weight, pattern in (
        ("disputes", 15, r"arbitrat|class action|jury|governing law|jurisdiction\b|venue\b|small claims"),
        ("liability", 15, r"liabilit|liable|indemnif|hold harmless|warrant(?:y|ies)|disclaim|as is\b"),
        (
            "artificial intelligence",
            15,
            r"machine learning|artificial intelligence|\bai\b|train(?:ing)? (?:our |the )?model|train\b",
        ),
        (
            "sharing or sale of data",
            15,
            r"shar(?:e|es|ing)\b|sell\b|sale\b|disclos|third[- ]part|sub-?processor|affiliates?\b",
        ),
        (
            "personal data",
            10,
            r"personal (?:data|information)|biometric|sensitive|location|health|children|minors?\b|profil",
        ),
        ("retention and transfer", 10, r"retain|retention|delet|transfer|standard contractual"),
        ("consent and choice", 10, r"consent|opt[- ]?(?:out|in)|withdraw|object\b|unsubscribe"),
        ("fees", 15, r"fees?\b|pric(?:e|es|ing)\b|payment|refund|charge|subscription|renew"),
        ("termination", 10, r"terminat|suspend|cancel"),
        ("content rights", 10, r"licen[cs]e|intellectual property|ownership|royalt|sublicens|your content"),
        ("notice of changes", 5, r"notice|notify|amend|modif(?:y|ication)"),
    )
)
DUTY = frozenset(
    "not no never must shall may might will can cannot should required unless except without only any all".split()  # noqa: SIM905 - a line of words reads better than a list
)
# Words that parts of a sentence hold and members of a list do not.
OF_SENTENCES = DUTY | frozenset(
    "we you us our your they it to with by from if when unless that which who is are".split()  # noqa: SIM905 - reads better
)
