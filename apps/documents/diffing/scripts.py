"""Scripts written without spaces: Thai to Khmer, kana, Han. One character of them is one token."""

import re

UNSPACED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
