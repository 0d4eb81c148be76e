"""Claims keep their words, their sentence and their share of attention."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.claims import LEAD, is_heading, spot
from pitchcheck.judge.sentences import spoken
from pitchcheck.judge.tagger import Mark
from pitchcheck.pitch import Pitch, Sentence, Transcript, Turn
from tests.judge.marking import Marking

TURNS = (
    Turn(n=1, speaker="Dana", text="We lose invoices.", start=0, end=2),
    Turn(n=2, speaker="Rep", text="Right. We scan them, and we keep the paper.", start=2, end=6),
    Turn(n=3, speaker="Dana", text="We scan them already.", start=6, end=7),
)


def test_claims_are_numbered_in_order_and_quote_the_text() -> None:
    """A claim's text is the text at its offsets; ids count from c1 through the pitch."""
    pitch = Pitch(text="Hello. We do SSO, audit logs and an app. It is free.")
    claims = spot(pitch, reader=Marking("audit logs", "SSO", "free"))
    assert [(c.id, c.text, c.n) for c in claims] == [("c1", "SSO", 2), ("c2", "audit logs", 2), ("c3", "free", 3)]
    assert all(claim.of(pitch.text) == claim.text for claim in claims)


def test_attention_is_the_sentences_words_shared_by_length() -> None:
    """Eight words, a claim of 3 letters and one of 9: the first has a quarter of them."""
    claims = spot(Pitch(text="We do SSO and, you know, keep trails."), reader=Marking("SSO", "ep trails"))
    assert [claim.attention for claim in claims] == pytest.approx([2.0, 6.0])


def test_given_sentences_are_used() -> None:
    """A labelled pitch keeps its own sentences; a claim is told by their numbers."""
    pitch = Pitch(text="one two", sentences=(Sentence(n=7, start=0, end=3), Sentence(n=9, start=4, end=7)))
    assert [claim.n for claim in spot(pitch, reader=Marking("two"))] == [9]


def test_signatures_and_quoted_mail_hold_no_claims() -> None:
    """ "Award-winning" below the name is not part of the pitch; what the prospect wrote is not either."""
    signed = "We deliver.\n\nBest regards,\nBex\nAward-winning team"
    text = f"{signed}\n\nOn Mon, 2 Mar 2026, Al <al@x.example> wrote:\n> We deliver."
    claims = spot(Pitch(text=text), reader=Marking("We deliver", "Award-winning"))
    assert [claim.start for claim in claims] == [0]


def test_each_sentence_is_read_after_the_one_before() -> None:
    """What a sentence offers can hang on the one before it, and on nothing else: an edit re-reads two sentences."""
    reader = Marking()
    spot(Pitch(text="One. Two. Three."), reader=reader)
    assert sorted((text, context) for _, text, context in reader.asked) == [
        ("One.", LEAD),
        ("Three.", ((Mark.REP, "Two."),)),
        ("Two.", ((Mark.REP, "One."),)),
    ]


@pytest.mark.parametrize("greeting", ["Hi Dana,\n", "Thanks for making the time.", "Good morning all.\n"])
def test_a_greeting_leads_to_nothing(greeting: str) -> None:
    """After a greeting a sentence is read as the first one is: what follows a hello is no small talk by that."""
    reader = Marking()
    spot(Pitch(text=f"{greeting} We scan."), reader=reader)
    assert [context for _, text, context in reader.asked if text == "We scan."] == [LEAD]


@pytest.mark.parametrize(
    ("line", "marked", "claim"),
    [
        ("Live map of every van", "Live map of", "Live map of every van"),
        ("- Open API **", "Open API", "Open API **"),
        ("Live map of every van and every job you have today", "Live map of", "Live map of"),
        ("Live map of every van.", "Live map of", "Live map of"),
        ("One live map: every van", "map: every van", "map: every van"),
        ("Nothing for the old depot people", "Nothing", "Nothing"),
    ],
)
def test_a_heading_is_a_claim_whole(line: str, marked: str, claim: str) -> None:
    """Of a few words with no stop either all are a claim or little is; a sentence keeps its span."""
    assert [one.text for one in spot(Pitch(text=f"We do this.\n{line}"), reader=Marking(marked))] == [claim]


def test_a_heading_is_read_by_itself_where_it_says_nothing_after_the_line_above() -> None:
    """It opens what comes below it; a sentence goes on from the one before and is read once."""
    reader = Marking()
    spot(Pitch(text="We waited.\n\nA live map\nIt is here."), reader=reader)
    asked = [(text, context) for _, text, context in reader.asked]
    assert asked.count(("A live map", LEAD)) == 1
    assert [text for text, _ in asked].count("It is here.") == 1


@pytest.mark.parametrize("part", ["SSO", "Ready.", "who is it?", "one, two", "", "a b c d e f g h"])
def test_what_is_no_heading(part: str) -> None:
    """One word, anything with a stop, and more than seven words."""
    assert not is_heading(part)


def test_a_recordings_attention_is_in_seconds() -> None:
    """Spoken claims weigh what their sentence took to say."""
    pitch = spoken(Transcript(turns=TURNS), frozenset({"Rep"}))
    claims = spot(pitch, reader=Marking("scan them", "keep the paper"))
    assert sum(claim.attention for claim in claims) == pytest.approx(pitch.sentences[1].seconds)


def test_a_turn_is_read_in_one_go_after_the_turns_before() -> None:
    """Whoever spoke those: what is an offer and what only repeats it is told by what is said around it."""
    reader = Marking()
    turns = (*TURNS, Turn(n=4, speaker="Rep", text="and it files them"))
    spot(spoken(Transcript(turns=turns), frozenset({"Rep"})), reader=reader)
    sides = Mark.PROSPECT, Mark.REP, Mark.PROSPECT
    assert reader.asked == [
        (Mark.REP, turns[1].text, ((Mark.PROSPECT, turns[0].text),)),
        (Mark.REP, turns[3].text, tuple(zip(sides, (turn.text for turn in TURNS), strict=True))),
    ]


def test_what_is_rehearsed_aloud_is_read_as_if_it_were_written() -> None:
    """Sentence by sentence, the first after a neutral lead: there is nobody to answer."""
    reader = Marking()
    spot(
        spoken(Transcript(turns=(Turn(n=1, speaker="Rep", text="We scan. It files."),)), frozenset({"Rep"})),
        reader=reader,
    )
    assert reader.asked == [(Mark.REP, "We scan.", LEAD), (Mark.REP, "It files.", ((Mark.REP, "We scan."),))]


def test_two_reps_are_both_reps() -> None:
    """What a colleague said before is heard as the rep's side, not as the prospect's."""
    reader = Marking()
    turns = (Turn(n=1, speaker="Ann", text="We scan."), Turn(n=2, speaker="Ben", text="And we file."))
    spot(spoken(Transcript(turns=turns), frozenset({"Ann", "Ben"})), reader=reader)
    assert (Mark.REP, "And we file.", ((Mark.REP, "We scan."),)) in reader.asked


def test_in_a_conversation_only_the_reps_turns_hold_claims() -> None:
    """The prospect who says the same words claims nothing."""
    pitch = spoken(Transcript(turns=TURNS), frozenset({"Rep"}))
    claims = spot(pitch, reader=Marking("We scan them", "keep the paper"))
    assert [(claim.id, claim.n, claim.text) for claim in claims] == [
        ("c1", 2, "We scan them"),
        ("c2", 2, "keep the paper"),
    ]
    assert all(claim.of(pitch.text) == claim.text for claim in claims)


@pytest.mark.parametrize(
    ("said", "marked", "claim"),
    [
        ("We do. The whole invoice run.", "do. The whole invoice run", ("The whole invoice run", 2)),
        ("We do the whole invoice run. Here.", "the whole invoice run. Here", ("the whole invoice run", 1)),
        ("It scans, files, sorts. And. Yes.", "files, sorts. And. Yes", ("files, sorts", 1)),
    ],
)
def test_a_claim_that_runs_over_a_stop_is_cut_to_where_most_of_it_is(
    said: str, marked: str, claim: tuple[str, int]
) -> None:
    """Recognised speech has stops anywhere; a claim lies in one sentence."""
    pitch = spoken(Transcript(turns=(Turn(n=1, speaker="Rep", text=said), TURNS[2])), frozenset({"Rep"}))
    (found,) = spot(pitch, reader=Marking(marked))
    assert (found.text, found.n) == claim


@given(st.data())
def test_a_turns_claims_lie_in_its_sentences_wherever_stops_stand(data: st.DataObject) -> None:
    """Each within one of them, and quoting the text."""
    words = data.draw(
        st.lists(st.sampled_from(["we", "scan", "it.", "Yes.", "...", "then", "SSO,", "all"]), min_size=1)
    )
    text = " ".join(words)
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    spans = [text[a:b] for a, b in pairwise(edges) if text[a:b].strip()]
    pitch = spoken(Transcript(turns=(Turn(n=1, speaker="Rep", text=text), TURNS[2])), frozenset({"Rep"}))
    claims = spot(pitch, reader=Marking(*dict.fromkeys(spans)))
    homes = {sentence.n: sentence for sentence in pitch.sentences}
    assert all(homes[c.n].start <= c.start < c.end <= homes[c.n].end for c in claims)
    assert all(claim.of(pitch.text) == claim.text for claim in claims)


def test_a_wrapped_line_is_read_as_one() -> None:
    """Where a line of an e-mail wraps the tagger sees a space; the claim still quotes the text as it was given."""
    text = "Our courier picks up the paper and the books are\r\nclosed by the eighth."
    reader = Marking("the books are  closed")
    claims = spot(Pitch(text=text), reader=reader)
    assert [claim.text for claim in claims] == ["the books are\r\nclosed"]


def test_nothing_said_is_no_claim() -> None:
    """An empty pitch and a conversation without a rep have no claims."""
    assert spot(Pitch(text=""), reader=Marking()) == ()
    assert spot(spoken(Transcript(turns=TURNS), frozenset({"Nobody"})), reader=Marking()) == ()
