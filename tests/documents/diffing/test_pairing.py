from apps.documents.diffing.blocks import Block
from apps.documents.diffing.pairing import CANDIDATES, likely
from apps.documents.diffing.tokens import Vocabulary

LETTERS = "abcdefghijklmnopq"


def test_of_blocks_equally_alike_the_first_written_are_compared() -> None:
    vocabulary = Vocabulary()
    old = [Block(" ".join(f"{one}w" for one in LETTERS), vocabulary)]
    # Each shares one pair of neighbouring words with the old block and nothing else.
    new = [
        Block(f"x{n} y{n} {first}w {second}w z{n} v{n}", vocabulary)
        for n, (first, second) in enumerate(zip(LETTERS[::2], LETTERS[1::2], strict=False))
    ]
    others = [Block(f"p{n} q{n} r{n} s{n} t{n} u{n}", vocabulary) for n in range(100)]

    found = list(likely([0], range(len(new + others)), old, new + others))

    assert found == [(0, n) for n in range(CANDIDATES)]
