"""What every judge promises, held against both: the one that ships and a language model."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pitchcheck.catalogue import Catalogue, Feature, Phrase
from pitchcheck.judge import Basis, Judge, Relation, answering
from pitchcheck.judge.embedded import open_judge
from pitchcheck.pitch import Pitch, Transcript, Turn
from pitchcheck.profile import Profile
from pitchcheck.review import Override
from pitchcheck.reviewing import check, reconsider
from tests.judge.language_model.scripted import careful
from tests.judge.language_model.scripted import judge as scripted

TEXT = "Hello Dana. One live map shows every van. You must retrain all your drivers. Shall we talk on Thursday?"
NOTES = "I type every invoice twice and get home at nine.\nNext: send pricing."
CALL = Transcript(
    turns=(
        Turn(n=1, text="One live map shows every van.", speaker="Rae"),
        Turn(n=2, text="I ring all my drivers to find out who is near, every single morning.", speaker="Dana"),
    )
)
PROFILE = Profile.model_validate(
    {
        "prospect": "Dana",
        "statements": [
            {"id": "call", "force": "push", "text": "I ring every driver each morning to find out who is near"},
            {"id": "train", "force": "anxiety", "text": "What if the drivers need days of training again"},
            {"id": "erp", "force": "no", "text": "We are not replacing the ERP"},
        ],
    }
)
OURS = Catalogue(
    product="Vans", features=(Feature(name="live map", answers=(Phrase(text="I never know where they are"),)),)
)


@pytest.fixture(params=["embedded", "language model"])
def judge(request: pytest.FixtureRequest) -> Judge:
    """Either judge."""
    return open_judge() if request.param == "embedded" else scripted(careful, embedded=open_judge())


def test_claims_are_exact_and_in_order(judge: Judge) -> None:
    """Each is the very words at its offsets, numbered in order, none over another, with attention above 0."""
    pitch = Pitch(text=TEXT)
    claims = judge.claims(pitch)
    assert claims
    assert [claim.id for claim in claims] == [f"c{n}" for n in range(1, len(claims) + 1)]
    assert all(claim.text == TEXT[claim.start : claim.end] and claim.attention > 0 for claim in claims)
    assert all(one.end <= other.start for one, other in pairwise(claims))


def test_links_are_to_statements_as_their_force_allows(judge: Judge) -> None:
    """One reading a claim, in order; probabilities in 0..1, most probable first, worth drawing, none twice."""
    pitch = Pitch(text=TEXT)
    claims = judge.claims(pitch)
    readings = judge.read(pitch, claims, PROFILE, catalogue=OURS)
    assert [one.claim for one in readings] == list(claims)
    forces = {one.id: one.force for one in PROFILE.statements}
    for reading in readings:
        keys = [(link.to, link.relation) for link in reading.links]
        assert len(set(keys)) == len(keys)
        assert [link.probability for link in reading.links] == sorted(
            (k.probability for k in reading.links), reverse=True
        )
        assert all(link.relation in (answering(forces[link.to]), Relation.AGGRAVATES) for link in reading.links)
        assert all(link.probability >= 0.02 or link.holds for link in reading.links)
        assert (reading.harm > 0) == any(link.holds and not link.relation.answers for link in reading.links)


def test_no_claims_no_readings(judge: Judge) -> None:
    """Nothing put forward is nothing read."""
    assert judge.read(Pitch(text="Hello."), (), PROFILE) == ()


def test_statements_are_quotes(judge: Judge) -> None:
    """Of notes and of a call: spans into the text, in order, the speaker's own turn."""
    found = judge.statements(NOTES)
    assert found
    assert all(one.text == NOTES[one.start : one.end] for one in found)
    heard = judge.heard(CALL, {"Dana"})
    assert {one.turn for one in heard} == {2}
    assert all(one.text == CALL.turns[1].text[one.start : one.end] for one in heard)


def test_the_rest_of_what_a_judge_is_asked(judge: Judge) -> None:
    """Basis, version, language and whose words: the same questions, the same kinds of answers."""
    assert judge.basis(OURS, library=True) is Basis.CATALOGUE
    assert judge.basis(None, library=True) is Basis.LIBRARY
    assert judge.version(OURS).catalogue == OURS.version
    assert len(judge.version().weights) == 64
    assert judge.language("Unsere Software liest jede Rechnung automatisch und spart Ihnen viel Zeit.") == "de"
    assert judge.product_worded(["Needs your dashboard with SSO", "I get home at nine"]) == [True, False]


def test_reviews_and_peoples_words_do_not_know_who_judged(judge: Judge) -> None:
    """The same input gives the same bytes, and an override turns either judge's verdict."""
    first = check(TEXT, PROFILE, judge=judge, catalogue=OURS)
    assert check(TEXT, PROFILE, judge=judge, catalogue=OURS).model_dump_json() == first.model_dump_json()
    claim = first.readings[0].claim.id
    said = reconsider(first, [Override(claim=claim, to="erp", relation=Relation.EASES, by="Rae")])
    assert said.reading(claim).tied
    assert said.judged == first.readings
