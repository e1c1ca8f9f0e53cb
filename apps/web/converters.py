"""Parts of addresses with a form of their own."""


class Sha256Converter:
    """A digest in lower-case hexadecimal."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
