"""What a decision about another body says of it: its own name, key and rules, whole."""

from msgspec.structs import fields
from tests.audit.towns import founded

from confederal.audit import accord
from confederal.kernel.attestation import digest_of
from confederal.kernel.matters import Joining
from confederal.kernel.matters.agreement import Party


def test_whoever_joins_names_the_council_s_rules_as_they_are() -> None:
    world = founded()
    there = world.state("city")
    told = accord.joining(there.body, there.charter, there.host_key, side="north")
    assert (told.council, told.charter) == (there.body, digest_of(there.charter))
    for field in fields(Joining):
        if hasattr(there.charter, field.name):
            assert getattr(told, field.name) == getattr(there.charter, field.name), field.name
    assert (told.name, told.host_key, told.side) == (there.charter.title, there.host_key, "north")


def test_a_party_is_named_by_its_own_record_or_by_ours_or_not_at_all() -> None:
    world = founded()
    harbour, city = world.state("harbour"), world.state("city")
    own = Party(city.body, city.charter.title, city.host_key)
    assert accord.party(city.body, harbour, city) == own
    assert accord.party(city.body, harbour, None) == own
    assert accord.party(harbour.body, city, None) == Party(harbour.body, "Harbour", harbour.host_key)
    assert accord.party("9" * 64, harbour, None) is None
