"""Reading a claim and a statement together: what is laid before the network, and what it must not depend on."""

import numpy as np
import pytest

from pitchcheck.judge.encoder import encoder
from pitchcheck.judge.evidence import Phrases, Read, Spoken, gather, said_before
from pitchcheck.judge.library import library
from pitchcheck.judge.pairs import PairReader, Told, pair_reader, told
from pitchcheck.judge.score import UNREAD

HEARD = (
    "push: On race day the till freezes and we write orders on the back of beer mats.",
    "anxiety: My bar staff are students, they change every term and nobody has time to train them.",
    "habit: We count the cash twice on Sunday night, my father did and so do I.",
)
PITCH = "It works without internet, so orders go through when the line is down. New staff learn it in ten minutes."
CLAIMS = ("works without internet", "New staff learn it in ten minutes")
PLACED = [(PITCH, PITCH.index(text), PITCH.index(text) + len(text)) for text in CLAIMS]
EVERY = np.ones((2, 3), bool)
NOTHING: list[Told | None] = [None, None]


def lent(chosen: np.ndarray = EVERY) -> list[Told | None]:
    """What the library lends to both claims."""
    mapped, statements = encoder().read_claims(PLACED), encoder().read(HEARD)
    read = Read(*mapped, statements, np.array([0, 2, 3]))
    _, loan = gather(read, library())
    return said_before(read, library(), loan, chosen)


def test_the_pair_that_answers_is_likelier() -> None:
    """Each claim answers one of three statements, with no word in common; the others only share the place."""
    for said in (NOTHING, lent()):
        answers = pair_reader().read(PLACED, HEARD, said, EVERY)[..., 0]
        assert answers.argmax(1).tolist() == [0, 1]


def test_a_pair_is_read_the_same_in_any_company() -> None:
    """To the last bit: alone, among others, read anew or kept."""
    together = pair_reader().read(PLACED, HEARD, lent(), EVERY)
    anew = PairReader()
    for row, column in np.ndindex(2, 3):
        one = np.zeros((2, 3), bool)
        one[row, column] = True
        assert (anew.read(PLACED, HEARD, lent(one), one)[row, column] == together[row, column]).all()
    assert (pair_reader().read(PLACED, HEARD, lent(), EVERY) == together).all()


def test_pairs_of_one_length_are_read_the_same_alone() -> None:
    """Without phrases some of these have as many tokens, and go through the network in one run."""
    together = PairReader().read(PLACED, HEARD, NOTHING, EVERY)
    for row, column in np.ndindex(2, 3):
        one = np.zeros((2, 3), bool)
        one[row, column] = True
        assert (PairReader().read(PLACED, HEARD, NOTHING, one)[row, column] == together[row, column]).all()


def test_a_claim_without_a_word_is_read_and_not_refused() -> None:
    """Of what has no tokens nothing but the marks is left."""
    found = pair_reader().read([("\u200b", 0, 1)], HEARD, [None], np.ones((1, 3), bool))
    assert np.isfinite(found).all()


def test_only_what_was_chosen_is_read() -> None:
    """All else stands at the log-odds that say so."""
    one = np.zeros((2, 3), bool)
    one[1, 2] = True
    found = pair_reader().read(PLACED, HEARD, NOTHING, one)
    assert (found[~one] == UNREAD).all()
    assert (found[one] != UNREAD).all()


def test_what_customers_say_is_read_with_the_claim() -> None:
    """A phrase that says what a statement says makes the answer likelier, and one that the feature raises the harm."""
    name = [("Tally Ninety", 0, 12)]
    heard = HEARD[1:2]
    column = np.ones((1, 1), bool)

    def read(answers: tuple[str, ...], raises: tuple[str, ...]) -> list[float]:
        answered, raised = (encoder().read(texts) for texts in (answers, raises))
        told_ = Spoken(answers, answered.whole), Spoken(raises, raised.whole)
        phrases = [Phrases(answered, raised, *[encoder().texts(())] * 2, told_)]
        given = Read(*encoder().read_claims(name), encoder().read(heard), np.array([2]), phrases)
        found: list[float] = (
            pair_reader().read(name, heard, said_before(given, library(), None, column), column)[0, 0].tolist()
        )
        return found

    few = "we have new people behind the bar every few months"
    carried, trained = "one more machine to carry", "new people would have to be trained on it"
    assert read((few,), (carried,))[0] > read(("we carry trays up three stairs",), (carried,))[0]
    assert read((few,), (trained,))[1] > read((few,), (carried,))[1]


@pytest.mark.parametrize("own", [True, False])
def test_the_nearest_phrases_are_told(own: bool) -> None:
    """Two that it answers and one that it raises, by statement; fewer where there are fewer."""
    answers = np.array([[0.1, 0.9], [0.5, 0.2], [0.3, 0.4]])
    raises = np.array([[0.2, 0.7], [0.6, 0.1]])
    found = told(("a", "b", "c"), ("x", "y"), (answers, raises), own=own)
    assert found.nearest.tolist() == [[1, 2, 1], [0, 2, 0]]
    assert told(("a",), (), (answers[:1], raises[:0]), own=own).nearest.tolist() == [[0, -1, -1], [0, -1, -1]]


def test_long_texts_are_cut_and_not_refused() -> None:
    """A statement, a claim and phrases of hundreds of words are read by their first words."""
    long = "the till freezes and we write it down " * 60
    phrases = told((long, long), (long,), (np.zeros((2, 1)), np.zeros((1, 1))), own=True)
    found = pair_reader().read([(long, 0, len(long))], [f"push: {long}"], [phrases], np.ones((1, 1), bool))
    assert np.isfinite(found).all()


def test_nothing_to_read() -> None:
    """No claims, or nothing said: nothing comes of it."""
    assert pair_reader().read([], HEARD, [], np.ones((0, 3), bool)).shape == (0, 3, 2)
    assert pair_reader().read(PLACED, [], NOTHING, np.ones((2, 0), bool)).shape == (2, 0, 2)
