"""A refusal is a value: which article and paragraph, the value that caused it, and what would mend it."""

from msgspec import Struct


class Objection(Struct, frozen=True, order=True):
    """One reason why an act has no effect. All of them are given, never only the first (DESIGN invariant 7)."""

    article: str
    paragraph: int
    words: str
    value: str
    mend: str

    def __str__(self) -> str:
        found = f" (found: {self.value})" if self.value else ""
        return f"{self.article} ¶{self.paragraph}: {self.words}{found}. What would mend it: {self.mend}"
