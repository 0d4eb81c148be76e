"""The judge that ships, as far as it goes without its weights."""

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Basis
from pitchcheck.judge.embedded import open_judge


def test_it_is_opened_once_a_process() -> None:
    """Pages, commands and tests share one judge, and so what it has read."""
    assert open_judge() is open_judge()


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
