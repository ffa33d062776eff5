"""The table of grounds holds every act there is, and an objection of ground cites a paragraph the articles have."""

import msgspec
import pytest
from tests.attacks.anything import example
from tests.secretary.mill import mill

from confederal.charter.articles import NAMED
from confederal.kernel import act as a
from confederal.kernel.act import ACTS
from confederal.kernel.grounds import GROUNDS, grounds
from confederal.kernel.identity import HOST


def test_every_act_but_the_founding_has_its_grounds() -> None:
    assert set(GROUNDS) == set(ACTS) - {a.Founded}


@pytest.mark.parametrize("kind", ACTS, ids=lambda kind: str(kind.__struct_config__.tag))
def test_an_act_that_points_at_nothing_is_told_so_in_words_of_the_articles(kind: type[a.Act]) -> None:
    """Signed by nobody known here: at least that objection, and every one is a paragraph members can look up."""
    world = mill()
    state = world.state("mill")
    info = msgspec.inspect.type_info(kind)
    act: a.AnyAct = msgspec.convert(example(info), a.AnyAct)
    m = a.Minuted(state.size, world.now, "x" * 30, a.Payload(1, state.body, HOST, 0, world.now, act))
    found = grounds(state, m)
    assert any(objection.article == "the_operator_serves" for objection in found)
    for objection in found:
        words = {paragraph.number: paragraph.words for paragraph in NAMED[objection.article].paragraphs}
        assert words[objection.paragraph] == objection.words
        assert objection.mend
