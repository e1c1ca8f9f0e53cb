"""What makes two texts the same to a reader."""

from hashlib import sha256

from apps.documents.diffing.regions import read


def wording(text: str) -> str:
    """Return the digest of the words a reader reads: links, marks, case and numbering of clauses left out."""
    return sha256(" ".join(read(text).words).encode()).hexdigest()
