"""The words of the pure rooms that pages show are marked for translation."""

from confederal.audit import words
from confederal.web.glossary import MARKED


def test_every_word_of_the_tables_is_marked() -> None:
    tables = (
        words.KINDS,
        words.RESULTS,
        words.STAGES,
        words.WAYS,
        words.POSITIONS,
        words.KEYS,
        words.TIES,
        words.SUBJECTS,
    )
    wanted = {word for table in tables for word in table.values()}
    assert wanted == set(MARKED)
