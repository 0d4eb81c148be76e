"""The judge that ships: how it is opened, what it goes by, and what a house's thresholds change in its readings."""

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.files import read_catalogue, read_pitch, read_profile
from pitchcheck.judge import Basis, Link, Reading
from pitchcheck.judge.deciding import AS_MEASURED, Thresholds
from pitchcheck.judge.embedded import forget, open_judge
from pitchcheck.judge.encoder import Network
from pitchcheck.judge.sentences import split
from pitchcheck.reviewing import check

SAMPLES = Path(__file__).parents[2] / "sample_data"


def test_it_is_opened_once_a_process() -> None:
    """Pages, commands and tests share one judge, and so what it has read."""
    assert open_judge() is open_judge()


def test_what_was_read_can_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second reading asks the networks for nothing, one after forgetting for everything, and finds the same."""
    runs: list[int] = []
    together = Network.together
    monkeypatch.setattr(Network, "together", lambda self, texts: (runs.append(len(texts)), together(self, texts))[1])
    profile = read_profile((SAMPLES / "prospect.yaml").read_bytes(), "prospect.yaml")
    first = check("Single sign-on comes with it.", profile).readings
    runs.clear()
    assert check("Single sign-on comes with it.", profile).readings == first
    assert not runs
    forget()
    assert check("Single sign-on comes with it.", profile).readings == first
    assert sum(runs) > len(profile.statements)


def test_it_says_what_it_goes_by() -> None:
    """A catalogue with a phrase that counts is the product's own; an empty one and one of drafts are none."""
    judge = open_judge()
    drafted = Phrase(text="nine passwords", origin=Origin.DRAFTED)
    for phrase, basis in ((Phrase(text="nine passwords"), Basis.CATALOGUE), (drafted, Basis.NEITHER)):
        for side in ("answers", "raises"):
            own = Catalogue(product="Ledgerly", features=(Feature(name="SSO", **{side: (phrase,)}),))
            assert judge.basis(own, library=False) is basis
    assert judge.basis(Catalogue(product="Ledgerly", features=(Feature(name="SSO"),)), library=True) is Basis.LIBRARY
    assert judge.basis(Catalogue(product="Ledgerly"), library=True) is Basis.LIBRARY
    assert judge.basis(None, library=False) is Basis.NEITHER


def test_it_tells_the_language_of_a_pitch() -> None:
    """What it cannot read it does not judge."""
    assert open_judge().language("Unsere Software liest jede Rechnung automatisch und spart Ihnen viel Zeit.") == "de"


def half_confirmed(catalogue: Catalogue) -> Catalogue:
    """The catalogue with every other feature's phrases drafted: claims that it knows then borrow, too."""
    features = (
        one.model_copy(update={"answers": tuple(p.model_copy(update={"origin": Origin.DRAFTED}) for p in one.answers)})
        if n % 2
        else one
        for n, one in enumerate(catalogue.features)
    )
    return catalogue.model_copy(update={"features": tuple(features)})


@cache
def sample(thresholds: Thresholds, catalogue: str) -> tuple[Reading, ...]:
    """The sample pitch, read with those thresholds and its catalogue "whole", "half" confirmed, or "none"."""
    pitch, profile, ours = (
        read((SAMPLES / name).read_bytes(), name)
        for read, name in (
            (read_pitch, "pitch.txt"),
            (read_profile, "prospect.yaml"),
            (read_catalogue, "catalogue.yaml"),
        )
    )
    pitch = pitch.model_copy(update={"sentences": split(pitch.text)})
    helps = {"whole": ours, "half": half_confirmed(ours), "none": None}[catalogue]
    judge = open_judge(thresholds)
    return judge.read(pitch, judge.claims(pitch), profile, catalogue=helps)


def by_what(one: Reading) -> tuple[dict[str, Link], dict[str, Link]]:
    """A reading's links by their statements: those that answer, and those that aggravate."""
    return tuple({link.to: link for link in one.links if link.relation.answers is answers} for answers in (True, False))


@settings(max_examples=12)
@given(
    name=st.sampled_from(list(Thresholds.model_fields)),
    share=st.floats(0.05, 0.95),
    catalogue=st.sampled_from(["whole", "half", "none"]),
)
def test_one_threshold_that_is_set_leaves_all_else_as_measured(name: str, share: float, catalogue: str) -> None:
    """Whatever a claim was read with: whom to ask changes no link, a link no asking, nor links of the other kind."""
    measured, new = (sample(asked, catalogue) for asked in (AS_MEASURED, Thresholds(**{name: share})))
    for one, other in zip(measured, new, strict=True):
        (answers, harms), (new_answers, new_harms) = by_what(one), by_what(other)
        if name.startswith("ask"):
            assert (other.links, other.harm) == (one.links, one.harm)
        else:
            assert other.sure is one.sure
        if name != "aggravates":
            assert (new_harms, other.harm) == (harms, one.harm)
        if name != "answers":
            same = {to for to in answers if harms.get(to) == new_harms.get(to)}
            assert {to: new_answers[to] for to in same} == {to: answers[to] for to in same}
        assert other.model_copy(update={"links": one.links, "harm": one.harm, "sure": one.sure}) == one
