"""What the prospect said is quoted from where it was said, and one speaker is one person."""

from pitchcheck.judge.forces import find, find_in_turns, product_worded
from pitchcheck.pitch import Turn
from pitchcheck.profile import Force, Who
from tests.judge.marking import Marking

TURNS = (
    Turn(n=4, speaker="Rep", text="What happened?"),
    Turn(n=5, speaker="Dana", text="We lost two orders. Then a third."),
    Turn(n=6, speaker="Sam", text="We lost two orders."),
)


def test_statements_in_notes_quote_the_notes() -> None:
    """A found statement's text is the text at its offsets; a lone letter is none."""
    text = "Dana: we lost two orders. x - Rep: guessed"
    found = find(text, reader=Marking("we lost two orders", "x", force=3, who=1))
    assert [(f.text, f.force, f.who, f.turn) for f in found] == [("we lost two orders", Force.HABIT, Who.USER, None)]
    assert all(f.of(text) == f.text for f in found)


def test_only_the_prospects_turns_hold_statements() -> None:
    """Dana is listened to, Sam and the rep are not; ``turn`` is the turn's number."""
    found = find_in_turns(TURNS, {"Dana"}, reader=Marking("lost two orders", "a third"))
    assert [(f.turn, f.text) for f in found] == [(5, "lost two orders"), (5, "a third")]


class TwoVoices(Marking):
    """Thinks a statement of fewer than ten letters a gatekeeper's, a longer one a user's, and surer so."""

    def _one(self, start, end):  # type: ignore[no-untyped-def]
        self.who = 1 if end - start >= 10 else 2
        one = super()._one(start, end)
        if self.who == 2:
            one.whos[:] = (0.2, 0.35, 0.45)
        return one


def test_a_speaker_is_one_person() -> None:
    """Whoever said both said them as one: the surer of two readings decides for all that Dana said."""
    found = find_in_turns(TURNS, {"Dana"}, reader=TwoVoices("lost two orders", "a third"))
    assert [f.who for f in found] == [Who.USER, Who.USER]


def test_naming_our_product_raises_the_odds() -> None:
    """Where it could go either way a named feature decides; where the words are plainly theirs it does not."""
    wavering, theirs = Marking(worded=0.2), Marking(worded=0.05)
    assert product_worded(["Ledgerly please"], reader=wavering)[0][0] is False
    worded, probability, why = product_worded(["Ledgerly please"], ["ledgerly"], reader=wavering)[0]
    assert worded
    assert 0.3 < probability < 0.4
    assert "“Ledgerly”" in why
    assert product_worded(["SAP stays."], ["SAP"], reader=theirs)[0][0] is False
    assert product_worded(["", "x"], reader=wavering)[0] == (False, 0.0, "There is nothing to read.")
