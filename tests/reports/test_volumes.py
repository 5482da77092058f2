"""Large packs are cut into volumes, and nothing falls between them."""

from reports.bench import load_of
from reports.volumes import volumes_of
from tests.reports.samples import a_pack


def test_a_small_pack_is_one_volume() -> None:
    """An ordinary pack is left as it is."""
    facts = a_pack("en")

    assert volumes_of(facts) == (facts,)


def test_every_subject_is_in_exactly_one_volume() -> None:
    """Inspections and nonconformities run through the volumes in their order."""
    facts = load_of(a_pack("en"), 9)

    volumes = volumes_of(facts, pages_max=30)

    assert len(volumes) > 2
    assert facts.inspections == tuple(one for v in volumes for one in v.inspections)
    assert facts.nonconformities == tuple(one for v in volumes for one in v.nonconformities)
    assert volumes[1].scope.subtitle["en"].endswith(f"volume 2 of {len(volumes)}")
