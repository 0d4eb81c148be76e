"""The sentence a rep reads, the three claims to cut, and the pitch that is left."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.advice import headline, headline_cut, percent, tightened, to_reword, trust, who_read
from pitchcheck.figures import focus
from pitchcheck.judge import Basis, Borrowed, Cost, measured
from pitchcheck.review import Review, refigure
from tests.builders import story

SAID = """
push: We type every invoice twice.
pull: I want to close the month by the fifth.
anxiety: What if it loses an invoice?
"""
ASKED = "[It reads the invoice for you](s1 =1)."


def _review(pitch: str, basis: Basis = Basis.CATALOGUE) -> Review:
    return story(f"{SAID}---\n{pitch}", basis=basis)


def _cutting(pitch: str, *claims: int) -> str:
    review = _review(pitch)
    kept = {reading.claim.id for reading in review.readings} - {f"c{n}" for n in claims}
    return tightened(refigure(review, kept))


def test_the_headline_says_how_much_was_asked_for_and_what_to_cut() -> None:
    """Six words of ten answer what Dana said (relevance 1), so 60%; without the four others it is all of it."""
    review = _review(f"{ASKED} [Has dark mode]. [Fine].")
    assert headline(review) == "Dana asked for 60% of what you say. Cut two claims and it is 100%."
    assert [step.claim for step in headline_cut(review)] == ["c2", "c3"]


def test_one_claim_is_spoken_of_as_one() -> None:
    """Six words of eight: 75%."""
    assert headline(_review(f"{ASKED} [Dark mode].")) == (
        "Dana asked for 75% of what you say. Cut one claim and it is 100%."
    )


def test_at_most_three_claims_are_asked_for_and_the_longest_first() -> None:
    """Four claims of 1, 2, 3 and 4 words: the sentence asks for the three longest. 6 of 16 is 38%, 6 of 7 is 86%."""
    review = _review(f"{ASKED} [Chat]. [Dark mode]. [An open API]. [Gift cards for patients].")
    assert headline(review) == "Dana asked for 38% of what you say. Cut three claims and it is 86%."
    assert [step.claim for step in headline_cut(review)] == ["c5", "c4", "c3"]


def test_nothing_that_the_judge_is_unsure_of_is_cut() -> None:
    """A claim that a person has still to be asked about is not advised against."""
    review = _review(f"{ASKED} [Dark mode](?).")
    assert headline_cut(review) == ()
    assert headline(review) == "Dana asked for 75% of what you say. One claim needs your word first."


def test_nothing_to_cut() -> None:
    """Where every claim is tied, the sentence says what is still unanswered."""
    assert headline(_review(ASKED)) == (
        "Dana asked for 100% of what you say. Nothing to cut. Two things they said are still unanswered."
    )
    assert headline(_review("[All of it](s1, s2, s3).")) == (
        "Dana asked for 90% of what you say. Nothing to cut, and nothing they said is left unanswered."
    )


def test_everything_unasked() -> None:
    """Cutting does not help a pitch that answers nothing: the way on is what they said."""
    review = _review("[Dark mode]. [An open API].")
    assert headline(review) == (
        "Dana asked for none of what you say. Start from what they told you, not from what it does."
    )
    assert headline_cut(review) == ()


def test_harm_that_drowns_the_pitch_can_be_cut() -> None:
    """Six words earn 1 each, nine lose 0.8 each: below nothing, so 0%. Without the nine it is 100%."""
    review = _review(f"{ASKED} [Originals go to the shredder that very same afternoon](!s3).")
    assert headline(review) == "Dana asked for 0% of what you say. Cut one claim and it is 100%."


def test_of_two_people_it_says_they_seem() -> None:
    """As of a call with two: in the headline and in the flag of a feature stack."""
    review = story(
        f"prospect: Dana Reyes and Marcus Oyelaran{SAID}---\n{ASKED} [Dark mode]. [An API]. [Badges].",
        basis=Basis.LIBRARY,
    )
    assert headline(review).startswith("Dana Reyes and Marcus Oyelaran seem to have asked for about")
    (stack,) = (flag for flag in review.flags if flag.code == "P1")
    assert "that Dana Reyes and Marcus Oyelaran never seem to have asked for" in stack.message


def test_care_where_there_is_no_catalogue() -> None:
    """With less to go by, the sentence claims less."""
    pitch = f"{ASKED} [Dark mode]."
    assert headline(_review(pitch, Basis.LIBRARY)) == (
        "Dana seems to have asked for about 75% of what you say. Cut one claim and it is 100%."
    )
    assert headline(_review(pitch, Basis.NEITHER)) == (
        "A first guess, with no catalogue to go by: Dana asked for about 75% of what you say. "
        "Cut one claim and it is 100%."
    )


LENT = Borrowed(text="I want my evenings back", feature="automation", closeness=0.7)


@pytest.mark.parametrize(
    ("basis", "borrowed", "says"),
    [
        (
            Basis.CATALOGUE,
            0,
            "Read with your own catalogue: 78 to 80 of 100 such verdicts are right, 90 where it is sure.",
        ),
        (Basis.CATALOGUE, 1, "Read with your own catalogue, which knows 1 of these 2 claims: 78 to 80 of 100"),
        (Basis.LIBRARY, 2, "Read with the library of customers’ words only: 78 to 80"),
        (
            Basis.LIBRARY,
            1,
            "Read with the library of customers’ words only (your catalogue knows 1 of these 2 claims): 78",
        ),
        (Basis.NEITHER, 0, "Read without a catalogue or the library: 78 to 80 of 100 such verdicts are right"),
    ],
)
def test_a_review_says_how_often_such_verdicts_are_right(
    monkeypatch: pytest.MonkeyPatch, basis: Basis, borrowed: int, says: str
) -> None:
    """With what it was read, of how many claims, and what the bench measured with that."""
    often = measured.HowOften(right=(0.779, 0.802), sure=(0.9, 0.9), unsure=(0.3, 0.4))
    monkeypatch.setattr(
        "pitchcheck.advice.how_often", lambda judge, basis, claims: often if claims == len(review.readings) else None
    )
    review = _review(f"{ASKED} [Dark mode].", basis)
    lent = [one.model_copy(update={"borrowed": (LENT,)}) for one in review.readings[:borrowed]]
    assert trust(review.model_copy(update={"readings": (*lent, *review.readings[borrowed:])})).startswith(says)


@pytest.mark.parametrize(
    ("pitch", "says"),
    [(ASKED, "which does not know this claim:"), (f"{ASKED} [Chat].", "which knows none of these 2 claims:")],
)
def test_a_catalogue_that_knows_nothing_of_it_says_so(monkeypatch: pytest.MonkeyPatch, pitch: str, says: str) -> None:
    """In words, of one claim and of several."""
    often = measured.HowOften(right=(0.8, 0.8), sure=(0.9, 0.9), unsure=(0.3, 0.4))
    monkeypatch.setattr("pitchcheck.advice.how_often", lambda *_: often)
    review = _review(pitch)
    lent = tuple(one.model_copy(update={"borrowed": (LENT,)}) for one in review.readings)
    assert says in trust(review.model_copy(update={"readings": lent}))


def test_of_another_language_no_share_is_promised() -> None:
    """What was measured was measured in English."""
    german = story(f"{SAID}---\n{ASKED}", language="de").model_copy(update={"figures": None})
    assert trust(german) == "What is marked below is a guess: the judge was taught in English only."


def test_a_judge_that_was_not_measured_says_so() -> None:
    """Nothing is promised in its name."""
    assert trust(_review(ASKED)).endswith("How often this judge is right has not been measured.")


def test_no_number_says_what_to_find_out() -> None:
    """A thin profile has no figure to head the page; the sentence is the question to ask."""
    review = story("push: We type every invoice twice.\npull: A quiet month end.\n---\n[Dark mode].")
    assert headline(review) == (
        "There is no number for Dana yet. "
        "Nobody said what holds them back. Ask: what worries you, and what would you miss?"
    )
    assert headline_cut(review) == ()


def test_everything_ticked_off() -> None:
    """With no claim left there is nothing to weigh."""
    assert headline(refigure(_review(ASKED), [])).startswith("Nothing is left in the pitch.")


def test_the_headline_counts_what_is_kept() -> None:
    """Once the advice is followed, the sentence is that of the shorter pitch."""
    review = _review(f"{ASKED} [Dark mode].")
    assert headline(refigure(review, ["c1"])).startswith("Dana asked for 100% of what you say. Nothing to cut.")


@pytest.mark.parametrize(
    ("prospect", "start"),
    [
        ("Plant manager at a brewery in Ghent", "The plant manager asked for"),
        ("CFO of Acme, 90 people", "The CFO of Acme asked for"),
        ("Dana Reyes, CFO", "Dana Reyes asked for"),
        ("dana", "Dana asked for"),
    ],
)
def test_the_prospect_is_spoken_of_as_people_speak(prospect: str, start: str) -> None:
    """A profile may give a name or a description; the sentence reads in either case."""
    assert headline(story(f"prospect: {prospect}\n{SAID}---\n{ASKED}")).startswith(start)


@given(st.floats(0, 1))
def test_percent_never_rounds_to_a_certainty(share: float) -> None:
    """0% and 100% are kept for nothing and for all."""
    assert (percent(share) == "0%") == (share == 0)
    assert (percent(share) == "100%") == (share == 1)


@pytest.mark.parametrize(
    ("cut", "left"),
    [
        ((), "We have SSO, audit logs and a mobile app."),
        ((1,), "We have audit logs and a mobile app."),
        ((2,), "We have SSO and a mobile app."),
        ((3,), "We have SSO and audit logs."),
        ((1, 2), "We have a mobile app."),
        ((1, 3), "We have audit logs."),
        ((2, 3), "We have SSO."),
        ((1, 2, 3), ""),
    ],
)
def test_a_list_loses_its_items_and_stays_a_list(cut: tuple[int, ...], left: str) -> None:
    """The comma goes with its item and the "and" stays before the last."""
    assert _cutting("We have [SSO], [audit logs] and a [mobile app].", *cut) == left


@pytest.mark.parametrize(
    ("pitch", "cut", "left"),
    [
        ("It [reads invoices by itself], and it [posts them].", 1, "It posts them."),
        ("It [reads invoices by itself], and it [posts them].", 2, "It reads invoices by itself."),
        ("We have [SSO] and it [reads invoices].", 1, "It reads invoices."),
        ("You lose two days, so we built [the reader], and it [posts].", 1, "You lose two days, and it posts."),
        ("We have a [dashboard] that shows [margins by branch].", 1, "We have margins by branch."),
        ("We have a [dashboard] that shows [margins by branch].", 2, "We have a dashboard."),
        ("Hi Dana. We have [SSO]. It [reads]. Bye.", 1, "Hi Dana. It reads. Bye."),
        ("It [reads]. We have [SSO].", 2, "It reads."),
        ("With [one login], [you see every van].", 1, "You see every van."),
        ("[It reads invoices] and, best of all, [pays them] too.", 2, "It reads invoices too."),
        ("[It works offline] (and [it syncs later]).", 2, "It works offline."),
        ("[It works offline], all day (with [sync]).", 2, "It works offline, all day."),
        ("[It works offline], all day (with [sync] and [maps]).", 2, "It works offline, all day (with maps)."),
        ("You get [maps] for both sites, and [mail].", 2, "You get maps for both sites."),
        ("[It reads], [it posts] and [it files].", 2, "It reads and it files."),
    ],
)
def test_a_clause_goes_with_its_joint(pitch: str, cut: int, left: str) -> None:
    """What is left is a sentence somebody could say."""
    assert _cutting(pitch, cut) == left


@pytest.mark.parametrize(
    ("pitch", "cut"),
    [
        ("With [one login], [you see every van].", 2),
        ("[It works offline] (and [it syncs later]).", 1),
        ("Not only [do you get SSO] but also [a live map].", 1),
        ("Not only [do you get SSO] but also [a live map].", 2),
        ("We have both [SSO] and [audit logs].", 1),
        ("You get [maps] (fast ones, [mail], and what not).", 1),
    ],
)
def test_what_cannot_be_shortened_stays_whole_and_is_said(pitch: str, cut: int) -> None:
    """No half of a bracket or of a pair, and no opening that leads to nothing: somebody has to say it anew."""
    review = _review(f"{ASKED} {pitch}")
    left = refigure(review, {reading.claim.id for reading in review.readings} - {f"c{cut + 1}"})
    assert tightened(left) == review.pitch.text
    assert to_reword(left) == (review.pitch.text.split(". ", 1)[1],)
    assert to_reword(review) == ()


@pytest.mark.parametrize(
    ("pitch", "left"),
    [
        ("Starter is $49 a month and includes [custom dashboards].", "Starter is $49 a month."),
        ("It comes with [dashboards], and it is 49 euros a seat.", "It is 49 euros a seat."),
        ("We have [dashboards at $49 a month].", ""),
        ("For $49 a month you get [dashboards].", ""),
        ("Starter is 49 pages and includes [custom dashboards].", ""),
        ("For $49 a month you get [dashboards] that feed [your CRM].", ""),
        ("Starter is $49 a month, [dashboards] built on [SQL].", ""),
        ("Starter is CHF 49, and you get [dashboards] and [an API]!", "Starter is CHF 49!"),
        ("It costs between $49 and $99 a month with [dashboards].", ""),
        ("It is $49 a month plus $10 a seat with [SSO].", ""),
        ("You get [dashboards], for only $49 a month.", ""),
        ("You get [dashboards] and pay $49 a month.", ""),
        ("you get [dashboards], but it is 1 dollar a day.", "it is 1 dollar a day."),
    ],
)
def test_a_price_in_a_clause_of_its_own_stays(pitch: str, left: str) -> None:
    """Who cuts what nobody asked for did not mean to keep the price to themselves; but half of one would be a lie."""
    assert _cutting(pitch, 1, 2) == left


def test_a_bullet_goes_with_its_line() -> None:
    """No bare bullet is left behind."""
    assert _cutting("- [SSO]\n- [audit logs]\n- a [mobile app] and [an API]\nThanks.", 2, 3) == (
        "- SSO\n- an API\nThanks."
    )


def test_nothing_ticked_off_is_the_text_as_given() -> None:
    """To the last space."""
    review = _review("We have [SSO].")
    assert tightened(review) == review.pitch.text


WORDS = st.sampled_from(["dark mode", "an API", "gift cards", "SSO 2", "a portal", "chat"])
JOINTS = st.sampled_from(
    [
        ", ",
        " and ",
        ". ",
        " (and ",
        "), and ",
        " but also ",
        " and, best of all, ",
        ", and it ",
        " which gives you ",
        "; ",
        ".\n- ",
        " – ",
        " for teams, ",
        " and it is $49. ",
    ]
)


@given(st.lists(st.tuples(WORDS, JOINTS), min_size=1, max_size=8), st.sets(st.integers(1, 8)))
def test_no_word_is_ever_invented_and_no_kept_claim_lost(parts: list[tuple[str, str]], cut: set[int]) -> None:
    """Every word left was there before; every claim that stays is there in its own words; none is said twice."""
    pitch = "We have " + "".join(f"[{claim}]{joint}" for claim, joint in parts) + "that is it."
    review = _review(pitch)
    kept = {r.claim.id for r in review.readings} - {f"c{n}" for n in cut}
    left = tightened(refigure(review, kept))
    assert _words(left) <= _words(review.pitch.text)
    if all(map(_closed, (sentence.of(review.pitch.text) for sentence in review.pitch.sentences))):
        assert _closed(left)
    said = Counter(r.claim.text.lower() for r in review.readings if r.claim.id in kept)
    assert all(left.lower().count(text) >= n for text, n in said.items())


def _closed(text: str) -> bool:
    """Whether each bracket has its fellow."""
    return not re.search(r"[()]", re.sub(r"\([^()]*\)", "", text))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def test_the_cut_in_the_headline_is_what_the_figures_say() -> None:
    """The focus promised is the focus reached."""
    review = _review(f"{ASKED} [Chat]. [Dark mode]. [An open API]. [Gift cards for patients].")
    steps = headline_cut(review)
    left = [r for r in review.readings if r.claim.id not in {step.claim for step in steps}]
    assert steps[-1].focus == focus(left)


def test_who_read_is_said_where_a_model_judged() -> None:
    """The model, the claims it did not read and why, and what it took; nothing where the embedded judge reads."""
    review = story("push: It is slow.\n---\n[It is fast](s1). [It is blue].\n")
    assert who_read(review) == ""
    named = review.judge.model_copy(update={"model": "openai:gpt-x"})
    cost = Cost(calls=3, input_tokens=1200, output_tokens=34, seconds=2.26, money=0.0012, hidden=True)
    told = review.model_copy(update={"judge": named, "cost": cost})
    assert who_read(told) == ("Read by openai:gpt-x. It took 1,234 tokens, 2.3 seconds, $0.0012, names replaced.")
    for n, words in ((1, "1 text that reads like an order to it was"), (2, "2 texts that read like orders to it were")):
        held = told.model_copy(update={"cost": cost.model_copy(update={"withheld": n})})
        assert who_read(held).endswith(f"names replaced. {words} not sent.")
    readings = (told.readings[0].model_copy(update={"stand_in": "the model could not be reached"}), told.readings[1])
    assert who_read(told.model_copy(update={"readings": readings, "cost": None})) == (
        "Read by openai:gpt-x. Of 2 claims the embedded judge read 1: the model could not be reached."
    )
    alone = told.model_copy(update={"readings": readings[:1], "cost": None})
    assert who_read(alone) == (
        "openai:gpt-x read nothing, the embedded judge read it all: the model could not be reached."
    )
