"""Claims before prospects, with the weights that ship: what a salesperson would expect, and what must not matter."""

import datetime as dt
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Reading, Relation, Verdict, links
from pitchcheck.judge.deciding import Thresholds
from pitchcheck.judge.encoder import encoder
from pitchcheck.judge.score import scores
from pitchcheck.pitch import Claim, Pitch, Sentence
from pitchcheck.profile import Force, Profile, Statement
from pitchcheck.teaching import confirmed

PITCH = (
    (
        "It matches every delivery note to its invoice before anyone looks.",
        "matches every delivery note to its invoice",
    ),
    ("You can cancel any month you like, there's no contract.", "cancel any month you like"),
    ("We move your old records over for you in the first week.", "We move your old records over for you"),
    ("And there's a mobile app with eleven colour themes.", "a mobile app with eleven colour themes"),
    ("Every supplier has to sign up to our portal first.", "Every supplier has to sign up to our portal"),
)


def said(**statements: tuple[Force, str]) -> tuple[Statement, ...]:
    """Statements by id."""
    return tuple(Statement(id=name, force=force, text=text) for name, (force, text) in statements.items())


OFFICE = Profile(
    prospect="Accounts manager at a timber merchant",
    struggling_moment="In March we paid the same lorry of oak twice.",
    statements=said(
        s1=(Force.PUSH, "I hold every invoice against the delivery slip by hand, it eats my mornings."),
        s2=(Force.ANXIETY, "What if we're locked in for three years and it turns out to be no good?"),
        s3=(Force.ANXIETY, "Who's going to type ten years of old records into a new system?"),
        s4=(Force.NO, "Our sawmills are old boys with a fax. I won't ask suppliers to log in anywhere."),
        s5=(Force.PULL, "I'd like to go home on time at month end."),
    ),
)
DENTIST = Profile(
    prospect="Dentist with two chairs",
    statements=said(
        s1=(Force.PUSH, "The compressor screams so loud that children cry in the waiting room."),
        s2=(Force.PULL, "I want a chair that my bad back can live with for eight hours."),
        s3=(Force.ANXIETY, "Will the water lines grow something nasty over the holidays?"),
        s4=(Force.HABIT, "My hygienist lays out her instruments on the left, as she always has."),
    ),
)


def feature(name: str, answers: Sequence[str], raises: Sequence[str] = (), wordings: tuple[str, ...] = ()) -> Feature:
    """A feature of written phrases."""
    phrases, worries = (tuple(Phrase(text=text) for text in some) for some in (answers, raises))
    return Feature(name=name, wordings=wordings, answers=phrases, raises=worries)


CATALOGUE = Catalogue(
    product="invoice matching",
    features=(
        feature(
            "matches delivery notes to invoices",
            ["we check every slip against the bill by hand", "I spend my mornings comparing paper"],
            ["what if it matches the wrong ones"],
        ),
        feature("monthly contract", ["I don't want to be tied in for years"], wordings=("cancel any month",)),
        feature(
            "supplier portal",
            ["I want suppliers to send things in one way"],
            ["our suppliers won't register on another website", "old suppliers who still use a fax"],
        ),
    ),
)


def laid_out(lines: Sequence[tuple[str, str]]) -> tuple[Pitch, tuple[Claim, ...]]:
    """A pitch of these sentences, and the claim in each."""
    text, sentences, claims = "", [], []
    for n, (line, claim) in enumerate(lines, 1):
        sentences.append(Sentence(n=n, start=len(text), end=len(text) + len(line)))
        start = len(text) + line.index(claim)
        claims.append(Claim(id=f"c{n}", n=n, text=claim, start=start, end=start + len(claim)))
        text += line + "\n"
    return Pitch(text=text, sentences=tuple(sentences)), tuple(claims)


def readings(profile: Profile, catalogue: Catalogue | None = CATALOGUE, *, library: bool = True) -> dict[str, Reading]:
    """The readings of the pitch, by its claims' ids."""
    pitch, claims = laid_out(PITCH)
    found = links.read(pitch, claims, profile, catalogue=catalogue, library=library)
    return {reading.claim.id: reading for reading in found}


def answered(reading: Reading) -> set[str]:
    """The statements that a claim is said to answer."""
    return {link.to for link in reading.links if link.holds and link.relation.answers}


@pytest.mark.parametrize("catalogue", [CATALOGUE, None])
def test_what_they_asked_for_is_tied_to_what_they_said(catalogue: Catalogue | None) -> None:
    """Matching answers the mornings, cancelling the fear of a lock-in; with the catalogue and with the library."""
    found = readings(OFFICE, catalogue)
    assert answered(found["c1"]) == {"s1"}
    assert "s2" in answered(found["c2"])


def test_what_nobody_asked_for_is_unasked() -> None:
    """Colour themes answer nothing this office said."""
    assert readings(OFFICE)["c4"].verdict is Verdict.UNASKED


def test_running_into_a_no_is_seen() -> None:
    """A portal that every supplier must join runs into "I won't ask suppliers to log in anywhere"."""
    portal = readings(OFFICE)["c5"]
    assert [(k.to, k.relation) for k in portal.links if k.holds] == [("s4", Relation.AGGRAVATES)]
    assert portal.harm > 0


def test_a_pitch_before_the_wrong_prospect_is_all_unasked() -> None:
    """A dentist who talks of chairs and compressors was offered nothing by a pitch about invoices."""
    for catalogue in (CATALOGUE, None):
        assert not any(reading.tied for reading in readings(DENTIST, catalogue).values())


def test_of_a_no_by_the_whole_pitch_alone_the_judge_is_not_sure() -> None:
    """Before somebody else's prospect each claim tells what it would be worth if the pitch spoke to them, and before
    one's own none needs to. What would be worth next to nothing then either is a sure no."""
    alone, own = readings(DENTIST, None), readings(DENTIST)
    assert all(reading.at_best is None for some in (None, CATALOGUE) for reading in readings(OFFICE, some).values())
    for reading in (*alone.values(), *own.values()):
        assert reading.at_best is not None
        assert reading.at_best > reading.relevance
    assert all(reading.sure for reading in (*alone.values(), *own.values()))
    pitch, claims = laid_out(PITCH)
    band = Thresholds(ask_from=0.07, ask_to=0.8)
    wider = {one.claim.id: one for one in links.read(pitch, claims, DENTIST, thresholds=band)}
    assert {name for name, one in wider.items() if not one.sure} == {"c2", "c4"}
    assert {name for name, one in alone.items() if (one.at_best or 0) >= 0.07} == {"c2", "c4"}


@pytest.mark.parametrize("times", [2, 8, 40])
@pytest.mark.parametrize("catalogue", [CATALOGUE, None])
def test_what_they_asked_for_stays_so_among_much_else(catalogue: Catalogue | None, times: int) -> None:
    """In a day's call much is said that no claim answers: what is asked for and what runs into a no is found in it."""
    much = [one.model_copy(update={"id": f"{one.id} {n}"}) for n in range(times) for one in DENTIST.statements]
    found = readings(OFFICE.model_copy(update={"statements": (*OFFICE.statements, *much)}), catalogue)
    assert answered(found["c1"]) == {"s1"}
    assert answered(found["c3"]) == {"s3"}
    assert found["c4"].verdict is Verdict.UNASKED
    assert found["c5"].verdict is Verdict.WORSE


@pytest.mark.parametrize("catalogue", [CATALOGUE, None])
@pytest.mark.parametrize(
    ("one", "verdict"),
    [
        (0, Verdict.TIED),
        (1, Verdict.TIED),
        (2, Verdict.TIED),
        (3, Verdict.UNASKED),
        (4, Verdict.WORSE),
    ],
    ids=["matching", "any month", "moving in", "themes", "portal"],
)
def test_a_pitch_of_one_sentence_is_judged_as_in_a_longer_one(
    one: int, verdict: Verdict, catalogue: Catalogue | None
) -> None:
    """With nothing beside it that a claim could be compared with it is worth what it is worth: what they asked for is
    tied, what nobody asked for is not, and before somebody else's prospect nothing is."""
    pitch, claims = laid_out(PITCH[one : one + 1])
    (theirs,), (others,) = (links.read(pitch, claims, who, catalogue=catalogue) for who in (OFFICE, DENTIST))
    assert theirs.verdict is verdict
    assert others.verdict is Verdict.UNASKED
    assert others.relevance < 0.2


def test_at_best_is_as_if_nothing_were_taken_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Told before somebody else's prospect, and so of what was confirmed before others."""
    kind = {basis: replace(one, speaks=replace(one.speaks, slope=0.0)) for basis, one in scores().items()}
    for catalogue in (CATALOGUE, None, confirmed_once(CATALOGUE)):
        strict = readings(DENTIST, catalogue)
        with monkeypatch.context() as patch:
            patch.setattr(links, "scores", lambda: kind)
            lenient = readings(DENTIST, catalogue)
        assert all(reading.at_best for reading in strict.values())
        assert [one.at_best for one in strict.values()] == [one.relevance for one in lenient.values()]


def test_every_answer_names_the_phrase_that_led_there() -> None:
    """The card can say why: the claim's own feature's phrase, or a borrowed one."""
    own = next(link for link in readings(OFFICE)["c1"].links if link.to == "s1")
    assert own.through in {phrase.text for phrase in CATALOGUE.features[0].answers}
    lent = next(link for link in readings(OFFICE, None)["c1"].links if link.to == "s1")
    assert lent.through


def test_claims_meet_their_features_by_what_they_say() -> None:
    """No id links them: other words for the same thing are enough, and what is not in the catalogue borrows."""
    found = readings(OFFICE)
    assert found["c1"].feature == "matches delivery notes to invoices"
    assert found["c2"].feature == "monthly contract"
    assert found["c4"].feature is None
    assert found["c4"].borrowed
    assert not found["c1"].borrowed


def test_without_the_library_nothing_is_borrowed() -> None:
    """A bench, or a cautious team, can judge with neither."""
    assert not any(reading.borrowed for reading in readings(OFFICE, None, library=False).values())


def test_drafted_phrases_count_only_once_confirmed() -> None:
    """A draft is a suggestion: it changes no reading until somebody says it is right."""
    drafted = Feature(name=PITCH[3][1], answers=(Phrase(text="I'd like to go home on time", origin=Origin.DRAFTED),))
    with_draft = readings(OFFICE, Catalogue(product="p", features=(drafted,)))
    without = readings(OFFICE, None)
    assert [r.links for r in with_draft.values()] == [r.links for r in without.values()]


def confirmed_once(catalogue: Catalogue) -> Catalogue:
    """The catalogue after Kim confirmed that matching invoices answers somebody's wish to go home on time."""
    source = confirmed("Office of a sawmill", "Kim", dt.date(2026, 5, 3))
    words = "I'd like to go home on time at month end."
    phrase = Phrase(text=words, origin=Origin.CONFIRMED, source=source, force=Force.PULL)
    first, *rest = catalogue.features
    return catalogue.model_copy(
        update={"features": (first.model_copy(update={"answers": (*first.answers, phrase)}), *rest)}
    )


def test_a_confirmation_moves_little_where_others_say_something_else() -> None:
    """What one prospect meant turns no verdict of one who said nothing like it, nor of claims it was not about."""
    before, after = readings(DENTIST), readings(DENTIST, confirmed_once(CATALOGUE))
    assert {reading.verdict for reading in after.values()} == {Verdict.UNASKED}
    assert abs(after["c1"].relevance - before["c1"].relevance) < 0.1
    assert [after[claim].links for claim in after if claim != "c1"] == [
        before[claim].links for claim in before if claim != "c1"
    ]


def test_a_claim_known_by_a_confirmation_alone_still_borrows() -> None:
    """One prospect's words are no catalogue: the library's stay beside them, and the card shows both."""
    bare = Catalogue(product="p", features=(Feature(name=PITCH[0][1]),))
    reading = readings(OFFICE, confirmed_once(bare))["c1"]
    assert reading.borrowed
    assert {"s1", "s5"} <= answered(reading)


def test_what_is_confirmed_is_learnt() -> None:
    """A statement that joined a feature's phrases makes the same thing, said by the next prospect, more probable."""
    after_hours = Statement(id="s9", force=Force.PULL, text="Month end without staying late, that would be something.")
    prospect = OFFICE.model_copy(update={"statements": (*OFFICE.statements[:4], after_hours)})
    taught = confirmed_once(CATALOGUE)

    def probability(catalogue: Catalogue) -> float:
        return max((k.probability for k in readings(prospect, catalogue)["c1"].links if k.to == "s9"), default=0.0)

    assert probability(taught) > probability(CATALOGUE) + 0.1


def test_the_same_input_gives_the_same_reading_whoever_reads_it() -> None:
    """In eight threads at once, and again afterwards: the same bytes."""
    expected = [reading.model_dump_json() for reading in readings(OFFICE).values()]
    with ThreadPoolExecutor(8) as pool:
        runs = pool.map(lambda _: [r.model_dump_json() for r in readings(OFFICE).values()], range(8))
    assert all(run == expected for run in runs)


def test_a_text_is_read_the_same_whatever_is_read_beside_it() -> None:
    """Bytes, not almost: an edit elsewhere may not move a reading."""
    texts = [line for line, _ in PITCH]
    together = encoder().texts(texts)
    encoder.cache_clear()
    apart = [encoder().texts([text])[0] for text in reversed(texts)]
    assert all((a == b).all() for a, b in zip(reversed(apart), together, strict=True))


def test_the_order_of_statements_changes_nothing() -> None:
    """Where in the list a statement stands is no clue."""
    turned = OFFICE.model_copy(update={"statements": OFFICE.statements[::-1]})
    before, after = readings(OFFICE), readings(turned)
    for claim, reading in before.items():
        assert {(k.to, k.relation, k.holds) for k in reading.links} == {
            (k.to, k.relation, k.holds) for k in after[claim].links
        }
        assert after[claim].relevance == pytest.approx(reading.relevance, abs=1e-3)


def test_what_they_said_twice_is_answered_twice() -> None:
    """Five times the same words, among others and wherever they stand: the same probability for each."""
    first = OFFICE.statements[0]
    again = tuple(first.model_copy(update={"id": f"d{n}"}) for n in range(4))
    said = OFFICE.model_copy(update={"statements": (*again[:2], *OFFICE.statements, *again[2:])})
    for reading in readings(said).values():
        found = {k.to: k.probability for k in reading.links if k.relation.answers}
        assert len({found.get(to) for to in (first.id, "d0", "d1", "d2", "d3")}) == 1


def test_nobody_said_anything_yet() -> None:
    """With an empty profile nothing is tied and nothing fails; with no claims there is nothing to read."""
    silent = Profile(prospect="Somebody")
    assert all(not reading.tied and reading.relevance == 0 for reading in readings(silent).values())
    assert links.read(Pitch(text="Hello."), (), OFFICE) == ()


def test_a_claim_whose_sentence_is_not_known_is_read_by_itself() -> None:
    """A claim may come without sentences, from an importer; it is judged by its own words."""
    pitch, claims = laid_out(PITCH)
    bare = pitch.model_copy(update={"sentences": ()})
    assert answered(links.read(bare, claims, OFFICE, catalogue=CATALOGUE)[0]) == {"s1"}


def test_of_many_links_those_that_hold_and_the_likeliest_others_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where room is short the rest is summed up, verdicts stay, and so does the place of every link that is told."""
    monkeypatch.setattr(links, "WORTH_DRAWING", 0.0005)
    whole = readings(OFFICE).values()
    assert all(reading.faint is None for reading in whole)
    monkeypatch.setattr(links, "TOLD", 0)
    monkeypatch.setattr(links, "LIKELIEST", 1)
    for reading, was in zip(readings(OFFICE).values(), whole, strict=True):
        left = [link for link in was.links if link not in reading.links]
        told = [link for link in was.links if link in reading.links]
        assert list(reading.links) == told
        assert (reading.verdict, reading.relevance, reading.harm) == (was.verdict, was.relevance, was.harm)
        assert not any(link.holds for link in left)
        for answers in (True, False):
            rest = [link.probability for link in left if link.relation.answers is answers]
            others = [x.probability for x in told if x.relation.answers is answers and not x.holds]
            assert not rest or (others and min(others) > max(rest))
            faint = getattr(reading.faint, "answers" if answers else "aggravates", 0.0)
            assert faint == pytest.approx(-sum(math.log1p(-p) for p in rest), abs=1e-4)
    assert any(reading.faint for reading in readings(OFFICE).values())
