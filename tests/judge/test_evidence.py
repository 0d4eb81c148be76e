"""What the score weighs of a claim's own phrases, word by word."""

import numpy as np
import pytest

from pitchcheck.judge.encoder import covered, encoder
from pitchcheck.judge.evidence import FEW, UNRAISED, Phrases, Read, Spoken, gather
from pitchcheck.judge.library import library
from pitchcheck.judge.score import FORCES, Worded

HEARD = ("push: Half the pickers never found bin 47C last week.", "anxiety: What if the scanners don't survive a drop?")
CLAIMS = ("every bin is on the map", "scanners that survive a drop from two metres")
ANSWERS = ("the new ones never find bin 47C", "people walk past the right shelf", "we lose whole pallets in there")
RAISES = ("nobody will read a map",)


def worded(*own: Phrases | None) -> Worded:
    """The evidence word by word of both claims, with these phrases."""
    encoded = encoder()
    claims = encoded.read_claims([(text, 0, len(text)) for text in CLAIMS])
    forces = np.array([[force.value for force in FORCES].index(text.partition(":")[0]) for text in HEARD])
    evidence, _ = gather(Read(*claims, encoded.read(HEARD), forces, own), library())
    assert evidence.own is not None
    return evidence.own.words


def phrases(answers: tuple[str, ...], raises: tuple[str, ...] = ()) -> Phrases:
    """Phrases as the encoder reads them."""
    nothing, read = encoder().texts(()), [encoder().read(texts) for texts in (answers, raises)]
    told = Spoken(answers, read[0].whole), Spoken(raises, read[1].whole)
    return Phrases(*read, nothing, nothing, told)


def test_a_rare_word_that_both_say_is_seen() -> None:
    """Bin 47C is in a phrase and in the first statement: word by word they are much more alike than with the second."""
    best = worded(phrases(ANSWERS), None).best[0]
    assert best[0] > best[1] + 0.2


def test_the_nearest_phrase_counts_both_ways() -> None:
    """Of several phrases the one that shares most with the statement, as the mean of both ways."""
    there, back = covered(encoder().read(ANSWERS).words, encoder().read(HEARD).words)
    found = worded(phrases(ANSWERS, RAISES), None)
    assert len(ANSWERS) >= FEW
    assert found.best[0] == pytest.approx(((there + back) / 2).max(0))
    assert found.best_covered[0] == pytest.approx(there.max(0))
    assert (found.second[0] <= found.best[0]).all()
    assert found.raised[0] != pytest.approx(UNRAISED)


def test_a_claim_without_phrases_speaks_for_itself() -> None:
    """Its own words stand for phrases, and what it raises is as good as unknown."""
    found = worded(phrases(ANSWERS), None)
    assert found.best[1] == pytest.approx(found.claim[1])
    assert found.best_covered[1] == pytest.approx(found.claim_covered[1])
    assert found.raised[1] == pytest.approx(UNRAISED)


def test_one_confirmed_phrase_takes_nothing_away() -> None:
    """After a first confirmation a claim is never less like a statement than its own words make it."""
    found = worded(None, phrases(("it fell off the truck",)))
    assert (found.best[1] >= found.claim[1] - 1e-6).all()
    assert (found.best_covered[1] >= found.claim_covered[1] - 1e-6).all()
