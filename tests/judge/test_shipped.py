"""What the shipped tagger finds, in stories a salesperson can read."""

import json
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.claims import spot
from pitchcheck.judge.forces import FORCES, find, find_in_turns, product_worded
from pitchcheck.judge.sentences import spoken
from pitchcheck.judge.tagger import Mark, Tagger, tagger
from pitchcheck.pitch import ClaimKind, Pitch, Transcript, Turn
from pitchcheck.profile import Force

CASES = [json.loads(line) for line in Path(__file__).with_name("product_worded.jsonl").read_text("utf-8").splitlines()]

EMAIL = """Hi Priya,

Saw you've opened a third venue, congratulations. Paylark pulls hours straight off the roster, and it works out
penalty rates by award. You also get:
- a named payroll person in Brisbane
- no lock-in contract

More than 3,000 venues pay their people with us. Could we do Thursday at two?

Cheers,
Bex Hartley
Head of Sales, Paylark Pty Ltd
"""

NOTES = """Call with Dana Ortiz (CFO) and Marek (AP clerk), 12 March

Dana: "Last quarter the close slipped nine days and the bank noticed."
- Marek types every invoice twice and is home at nine
- Dana: "I'd like to go on holiday in the first week of a month."
- Marek: what if it loses an invoice and nobody notices?
- they've always printed everything, Marek is fond of the blue folder
- not replacing the ERP, full stop

Showed them the approval workflow and the dashboard. I think budget is tight.
Next: demo on the 20th, send pricing.
"""

TURNS = (
    Turn(n=1, speaker="Rep", text="Morning, Dana. What made you look at this now?"),
    Turn(
        n=2, speaker="Dana", text="Honestly, last month we paid the same invoice twice and nobody saw it for six weeks."
    ),
    Turn(n=3, speaker="Rep", text="Right. Our system catches duplicates before they are paid."),
    Turn(
        n=4,
        speaker="Dana",
        text="Okay. What worries me is that the team won't trust it and will keep their own spreadsheet.",
    ),
)


def holding(found: list[str], words: str) -> bool:
    """Whether one of ``found`` holds these words."""
    return any(words in one for one in found)


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Every van is on one live map.", ["Every van is on one live map"]),
        ("Live map of every van", ["Live map of every van"]),
        ("- Live map of every van\n- Built-in billing", ["Live map of every van", "Built-in billing"]),
        ("Hi Dana,\n\nEvery van is on one live map.\n\nBest,\nSam", ["Every van is on one live map"]),
        ("Hi Dana,\n\nYou said the phone rings all day.\n\nBest,\nSam", []),
        ("Our team\n\nNext steps", []),
    ],
)
def test_a_pitch_of_one_line_is_read(text: str, claims: list[str]) -> None:
    """What somebody types first to see what this does; a greeting, a name and an agenda offer nothing."""
    assert [claim.text for claim in spot(Pitch(text=text))] == claims


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        (
            "You get invoicing,payroll,time tracking,reports and a mobile app.",
            ["invoicing", "payroll", "time tracking", "reports", "a mobile app"],
        ),
        (
            "Live map/route planning/instant invoices/card payments on site.",
            ["Live map/route planning", "instant invoices/card payments on site"],
        ),
        (
            "One map shows every van.We text the customer.You get invoices by night.",
            ["One map shows every van", "We text the customer", "You get invoices by night"],
        ),
        (
            "It includes scheduling&billing,real-time alerts,SSO/SAML,a client portal.Setup takes a day.",
            ["scheduling&billing", "real-time alerts", "SSO/SAML", "a client portal", "Setup takes a day"],
        ),
    ],
)
def test_a_missing_space_makes_no_claim_twice(text: str, claims: list[str]) -> None:
    """After a comma, a stop or a slash: each thing is a claim once, in its own words."""
    assert [claim.text for claim in spot(Pitch(text=text))] == claims


THINGS = st.sampled_from(
    ["invoicing", "e-mail alerts", "24/7 support", "We text the customer", "SSO", "no setup fee", "1,140 templates"]
)


@given(st.lists(st.tuples(THINGS, st.sampled_from([",", ".", "/", "&", "-", "'", ", "])), min_size=2, max_size=6))
@settings(max_examples=40, deadline=None)
def test_no_claim_overlaps_another(said: list[tuple[str, str]]) -> None:
    """Whatever space is missing, no letter is in two claims, and so no claim is found twice."""
    claims = spot(Pitch(text="You get " + "".join(thing + mark for thing, mark in said)))
    assert all(one.end <= two.start for one, two in pairwise(claims))


def test_an_emails_claims_are_found_and_its_courtesies_are_not() -> None:
    """What is offered is marked; the greeting, the congratulations, the question and the signature are not."""
    claims = spot(Pitch(text=EMAIL))
    found = [claim.text for claim in claims]
    for words in ("hours straight off the roster", "penalty rates", "payroll person", "no lock-in", "3,000 venues"):
        assert holding(found, words)
    for words in ("Priya", "congratulations", "Thursday", "Bex", "Head of Sales"):
        assert not holding(found, words)
    assert next(claim.kind for claim in claims if "3,000" in claim.text) is ClaimKind.PROOF


def test_notes_give_what_they_said_and_not_what_we_did() -> None:
    """Their words are statements with a force; our demo, our guess and the next step are none."""
    found = find(NOTES)
    words = [one.text for one in found]
    for said in ("slipped nine days", "holiday", "loses an invoice", "replacing the ERP"):
        assert holding(words, said)
    for ours in ("Showed them", "budget is tight", "demo on the 20th"):
        assert not holding(words, ours)
    forces = {one.force for one in found}
    assert {Force.PUSH, Force.PULL, Force.ANXIETY, Force.NO} <= forces


def test_in_a_call_the_prospect_is_heard() -> None:
    """A struggle and a worry, each in the turn it was said in."""
    found = find_in_turns(TURNS, {"Dana"})
    assert [(one.turn, one.force) for one in found] == [(2, Force.PUSH), (4, Force.ANXIETY)]
    assert len({one.who for one in found}) == 1


LOOSE = (
    Turn(n=1, speaker="Rep", text="okay can you see my screen i'll just go to the other tab"),
    Turn(n=2, speaker="Ana", text="yeah i can see it"),
    Turn(
        n=3,
        speaker="Rep",
        text="cool so um basically what it'll do is it'll text the family the day before the visit and um what else so "
        "you get a report every friday of who was late and i'll send you the deck after",
    ),
    Turn(
        n=4,
        speaker="Ana",
        text="right okay um there's six of us and we use a spreadsheet and i mean honestly we're ringing round forty "
        "families every night because nobody remembers the visit so",
    ),
)


def test_loose_speech_without_a_stop_is_read() -> None:
    """As recordings have it: what is offered and what weighs on them are found, screens and plain facts are not."""
    claims = [claim.text for claim in spot(spoken(Transcript(turns=LOOSE), frozenset({"Rep"})))]
    assert holding(claims, "text the family the day before")
    assert holding(claims, "report every friday")
    assert not any(holding(claims, words) for words in ("screen", "other tab", "send you the deck"))
    (heard,) = find_in_turns(LOOSE, {"Ana"})
    assert "ringing round forty families every night" in heard.text
    assert "six of us" not in heard.text
    assert heard.force is Force.PUSH


@pytest.mark.parametrize(
    ("text", "force"),
    [
        ("We lose two days a month retyping orders.", Force.PUSH),
        ("I'd like to walk in on Monday and know who is on site.", Force.PULL),
        ("What if it goes down on a Saturday?", Force.ANXIETY),
        ("I've always kept it in a red book and I like it.", Force.HABIT),
        ("We're not replacing the ERP.", Force.NO),
    ],
)
def test_a_plain_statement_has_its_force(text: str, force: Force) -> None:
    """The five forces as the guide gives them."""
    (read,) = tagger().wholes([text])
    assert read is not None
    assert FORCES[int(read.forces.argmax())] is force


def test_product_worded_statements_are_told_from_genuine_ones() -> None:
    """Of 58 in the seller's words seven in ten are flagged, and of what is flagged four in five are right."""
    found = [product_worded([case["text"]])[0][0] for case in CASES]
    hit = sum(f and case["product_worded"] for f, case in zip(found, CASES, strict=True))
    assert len(CASES) >= 90
    assert hit / sum(found) >= 0.8
    assert hit / sum(case["product_worded"] for case in CASES) >= 0.7


def test_the_same_text_gives_the_same_answer_on_every_thread() -> None:
    """Nothing depends on what is read beside it, in what order, or how many threads there are."""
    sentences = [line for line in EMAIL.splitlines() if line]
    alone = [tagger().marked(Mark.REP, one) for one in sentences]
    fresh = Tagger.load()
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda one: fresh.marked(Mark.REP, one), reversed(sentences)))[::-1]
    assert repr(alone) == repr(together)
