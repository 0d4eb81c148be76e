"""The library of customers' words that ships."""

from pitchcheck.judge.encoder import WEIGHTS, encoder
from pitchcheck.judge.library import NEAREST, Library, library


def test_a_search_finds_the_feature_whatever_it_is_called() -> None:
    """Asked for single sign-on, it shows what people said before they wanted that."""
    found = library().search("single sign-on", 5)
    assert any("sign" in entry.feature.casefold() or "sso" in entry.feature.casefold() for entry in found)
    assert all(entry.answers and entry.product for entry in found)
    assert [entry.closeness for entry in found] == sorted((e.closeness for e in found), reverse=True)


def test_there_are_tens_of_thousands_of_phrases() -> None:
    """Thousands of ordinary features, each with what it answers."""
    shelf = library()
    assert len(shelf) > 10_000
    assert sum(len(shelf.entry(i).answers) for i in range(0, len(shelf), 100)) * 100 > 30_000


def test_a_family_left_out_lends_nothing() -> None:
    """The bench tests on a family's pitches: none of its phrases may help."""
    family = library().families[-1]
    without = Library(WEIGHTS / "library.npz", without=(family,))
    claim, _ = encoder().claims([("single sign-on", 0, 14)])
    near, _ = without.nearest(claim, len(without))
    lending = [int(i) for i in near[0] if without.entry(int(i)).answers]
    all_phrases = {t for i in lending for t in without.entry(i).answers}
    own = [i for i in range(len(without)) if library().entry(i).answers and not without.entry(i).answers]
    assert own
    assert not set(own) & set(near[0][:NEAREST].tolist())
    assert all_phrases
