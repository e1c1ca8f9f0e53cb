"""Every number the gate decides by. Weights are log-odds; `docs/methodology.md` explains how they were chosen."""

GOOD_SCORE = 0.5
PRIOR = 0.5

# Findings that decide alone, whatever the text.
HTTP_STATUS = -40.0
CONTENT_TYPE = -40.0
CHALLENGE_HEADER = -40.0
TRUNCATED = -40.0
EMPTY = -9.0

# Phrases and titles.
ERROR_PHRASE = -7.0
ERROR_TITLE = -6.0
LOGIN_WALL = -8.0
CONSENT_WALL = -6.0
WRONG_PLACE = -3.0
MOJIBAKE = -6.0

# The text by itself.
FEW_WORDS = 25
FEW_WORDS_WEIGHT = -5.0
SHORT_WORDS = 90
SHORT_WORDS_WEIGHT = -2.0
LONG_WORDS = 600
LONG_WORDS_WEIGHT = 0.5
LEGAL_RICH = 25  # legal words in a thousand
LEGAL_RICH_WEIGHT = 2.0
LEGAL_POOR = 8
LEGAL_POOR_WEIGHT = -4.0
NAMED_WEIGHT = 2.0
UNNAMED_WEIGHT = -0.5
DATED_WEIGHT = 1.5
PROSE_POOR = 0.55  # share of words in lines that read like sentences
PROSE_POOR_WEIGHT = -7.0
LINK_RICH = 0.2  # share of words inside links
LINK_RICH_WEIGHT = -7.0

# The text beside the last good one.
RECALL_SAME = 0.85
RECALL_SAME_WEIGHT = 7.0
RECALL_LIKE = 0.7
RECALL_LIKE_WEIGHT = 3.0
RECALL_DOUBTFUL = 0.55
RECALL_DOUBTFUL_WEIGHT = -3.0
RECALL_UNLIKE = 0.4
RECALL_UNLIKE_WEIGHT = -6.0
SAME_NAME_WEIGHT = 2.0  # a document rewritten from end to end keeps its name
COLLAPSED = 0.5  # of the last good text's length
COLLAPSED_WEIGHT = -3.0
HEADINGS_LOST = 0.3
HEADINGS_LOST_WEIGHT = -1.5
OTHER_LANGUAGE_WEIGHT = -5.0

# Where phrases are looked for.
OPENING_CHARACTERS = 500
SHORT_PAGE_WORDS = 250
MOJIBAKE_PER_THOUSAND = 3.0
REPLACED_PER_THOUSAND = 2.0
