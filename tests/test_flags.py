"""Flags: every rule's examples, and what holds of flags as such."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.figures import thin
from pitchcheck.flags import RULES, FlagSettings, Rule, dismiss, find, flagged, reference, restore, speech
from pitchcheck.flags.find import Case, quoted
from pitchcheck.judge import Basis, Reading
from pitchcheck.pitch import InputError, Pitch, Sentence
from pitchcheck.profile import Profile
from pitchcheck.review import Flag, Review, Severity, refigure
from tests.builders import TEST_JUDGE, story
from tests.strategies import cases


def _codes(review: Review) -> list[str]:
    return [flag.code for flag in review.flags]


def _flag(review: Review, code: str) -> Flag:
    return next(flag for flag in review.flags if flag.code == code)


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.fires])
def test_a_rule_fires_on_its_examples(rule: Rule, example: str) -> None:
    """What the reference says is flagged is flagged."""
    assert rule.code in _codes(story(dedent(example)))


@pytest.mark.parametrize(("rule", "example"), [(rule, example) for rule in RULES for example in rule.quiet])
def test_a_rule_keeps_quiet_on_its_counterexamples(rule: Rule, example: str) -> None:
    """What the reference says is not flagged is not."""
    assert rule.code not in _codes(story(dedent(example)))


def test_every_rule_has_examples_and_a_name_of_its_own() -> None:
    """No rule without both kinds of example; codes and slugs are DESIGN's and never doubled."""
    assert [rule.code for rule in RULES] == [
        *(f"C{n}" for n in range(1, 6)),
        *(f"P{n}" for n in range(1, 9)),
        *(f"S{n}" for n in range(1, 5)),
    ]
    assert len({rule.slug for rule in RULES}) == len(RULES)
    assert all(rule.fires and rule.quiet for rule in RULES)


def test_the_reference_is_current() -> None:
    """docs/flags.md is what the table says; CONTRIBUTING tells how to write it anew."""
    assert (Path(__file__).parent.parent / "docs" / "flags.md").read_text(encoding="utf-8") == reference()


def test_a_message_names_names() -> None:
    """Who said it, in whose words, and which claim: a flag can be read by itself."""
    flag = _flag(
        story(
            """
            anxiety, user: What if it pays a wrong invoice?
            ---
            [Invoices are paid with no human touch](!s1).
            """
        ),
        "C2",
    )
    assert flag.message == (
        "“Invoices are paid with no human touch” feeds a worry of Dana: “What if it pays a wrong invoice?”"
    )
    assert (flag.claims, flag.statements) == (("c1",), ("s1",))
    assert flag.severity is Severity.ERROR


def test_the_one_who_said_it_is_named() -> None:
    """Where the profile tells who spoke, the flag does not put it in the prospect's mouth."""
    review = story("anxiety: What if it pays a wrong invoice?\n---\n[No human touch](!s1).")
    said = review.profile.statements[0].model_copy(update={"person": "Bernie"})
    told = review.model_copy(update={"profile": review.profile.model_copy(update={"statements": (said,)})})
    assert "a worry of Bernie" in _flag(flagged(told), "C2").message


def test_an_unasked_claim_does_not_scream_twice() -> None:
    """In a stack it is the stack that is flagged; where it does harm it is the harm."""
    stack = story("push: We type.\n---\n[It reads](s1). [An app], [an API], [dashboards].")
    assert Counter(_codes(stack))["C1"] == 0
    assert _flag(stack, "P1").claims == ("c2", "c3", "c4")
    harm = story("no: No new ledger.\n---\n[A new ledger](!s1).")
    assert "C4" in _codes(harm)
    assert "C1" not in _codes(harm)


def test_what_makes_a_struggle_worse_is_still_flagged() -> None:
    """No code is kept for harm to a push or a pull: such a claim is at least unasked."""
    assert "C1" in _codes(story("push: We type every invoice twice.\n---\n[You type each one three times](!s1)."))


def test_the_judges_doubts_are_asked_about_and_not_flagged() -> None:
    """A claim the judge is not sure of has no flag of its own, and is no part of a stack."""
    unsure = story("push: We type.\nno: No ledger.\n---\n[An app], [an API], [a new ledger](!s2 ?), [a thing](?).")
    assert not {"C4", "P1"} & set(_codes(unsure))
    assert Counter(_codes(unsure))["C1"] == 2


def test_less_certain_words_without_a_catalogue() -> None:
    """With the library only, the flag says what it seems."""
    text = "push: We type.\n---\n[It reads](s1). [An app]."
    assert "Nothing Dana said asks for" in _flag(story(text), "C1").message
    assert "Nothing Dana said seems to ask for" in _flag(story(text, basis=Basis.LIBRARY), "C1").message


def _with(review: Review, settings: FlagSettings) -> Review:
    return review.model_copy(update={"flag_settings": settings})


def test_the_length_of_a_stack_can_be_set() -> None:
    """A team may call two in a row a stack, or only five."""
    review = story("push: We type.\n---\n[It reads](s1). [An app], [an API], [dashboards].")
    assert "P1" not in _codes(flagged(_with(review, FlagSettings(stack=4))))
    two = story("push: We type.\n---\n[It reads](s1). [An app], [an API].")
    assert "P1" in _codes(flagged(_with(two, FlagSettings(stack=2))))


def test_a_rule_can_be_switched_off() -> None:
    """By its code."""
    review = story("push: We type.\n---\n[An app].")
    assert "C1" in _codes(review)
    assert "C1" not in _codes(flagged(_with(review, FlagSettings(off=frozenset({"C1"})))))


def test_the_gravest_comes_first_then_the_order_of_the_pitch() -> None:
    """Errors, warnings, notes; within each, where it stands."""
    review = story(
        """
        no: No new ledger.
        anxiety: What if it loses one?
        push: We type.
        ---
        It has [an app]. [It reads](s3). [It shreds](!s2). [A new ledger](!s1).
        """
    )
    ranks = [list(Severity)[::-1].index(flag.severity) for flag in review.flags]
    assert ranks == sorted(ranks)
    assert _codes(review)[:2] == ["C2", "C4"]


def test_only_what_is_kept_is_flagged() -> None:
    """Ticking a claim off takes its flags away; statements' flags stay."""
    review = story("no: No ledger.\npush: We type.\n---\n[A ledger](!s1). [It reads](s2).")
    left = flagged(refigure(review, ["c2"]))
    assert "C4" in _codes(review)
    assert "C4" not in _codes(left)
    assert "S1" in _codes(left)


def test_a_flag_set_aside_stays_aside_with_its_reason() -> None:
    """Through unticking and ticking again, although the flag was gone in between; until it is taken back."""
    review = story("no: No ledger.\npush: We type.\n---\n[A ledger](!s1). [It reads](s2).")
    aside = dismiss(review, _flag(review, "C4"), "Dana asked to see it", by="Sam")
    assert _flag(aside, "C4").dismissed == "Dana asked to see it"
    gone = flagged(refigure(aside, ["c2"]))
    back = flagged(refigure(gone))
    assert _flag(back, "C4").dismissed == "Dana asked to see it"
    assert _flag(restore(back, _flag(back, "C4")), "C4").dismissed is None


def test_setting_aside_twice_keeps_the_last_reason() -> None:
    """And touches no other flag."""
    review = story("no: No ledger.\nno: No cloud.\n---\n[A ledger](!s1). [A cloud](!s2).")
    first, second = (flag for flag in review.flags if flag.code == "C4")
    aside = dismiss(dismiss(review, first, "one"), first, "two")
    assert [flag.dismissed for flag in aside.flags if flag.code == "C4"] == ["two", None]
    assert len(aside.dismissals) == 1
    assert second in aside.flags


def test_a_flag_is_not_set_aside_in_the_place_of_another() -> None:
    """The call was read again: claim 1 and statement 1 are others now, and nobody has seen the flag about them."""
    seen = story("no: No ledger.\n---\n[A ledger](!s1).")
    now = story("no: No cloud.\n---\n[A cloud](!s1).")
    with pytest.raises(InputError, match="not there any more"):
        dismiss(now, _flag(seen, "C4"), "Dana asked to see it")


def test_another_language_gets_only_flags_that_read_no_words() -> None:
    """English cues would find nonsense in German."""
    english = {rule.code for rule in RULES if rule.reads_english}
    review = story("push: Wir tippen.\n---\nWir haben [eine App]. Wir sind gut. Wir sind da.", language="de")
    assert "S1" in _codes(review)
    assert not english & set(_codes(review))


def test_the_judges_word_on_a_sellers_phrase_is_taken() -> None:
    """A statement the rule would not catch is flagged where the judge says so."""
    review = story("push: Their incumbent has no webhooks.\n---\n[Webhooks](s1).")
    assert "S2" not in _codes(review)
    assert "S2" in _codes(flagged(review.model_copy(update={"product_worded": ("s1",)})))


CONVERSATION = """
---
Rep: Hello.
Dana (push): Two of us type every invoice twice.
Rep: You get [an app], [an API] and [dashboards].
Dana: Mm.
Rep: And [single sign-on].
Dana: And what does it cost without the dashboards?
Rep: [It reads the invoice for you](s1).
"""


def test_a_nod_does_not_end_a_stack_and_price_talk_names_its_speaker() -> None:
    """Four in a row, across "Mm."; the flag points at all of them."""
    review = story(CONVERSATION)
    assert _flag(review, "P1").claims == ("c1", "c2", "c3", "c4")
    flag = _flag(review, "P6")
    assert flag.message == (
        "After four unasked claims in a row Dana talks about the price: “And what does it cost without the dashboards?”"
    )


def test_price_talk_too_long_after_a_stack_is_not_laid_at_its_door() -> None:
    """Within two turns, as set here, it is; three turns on it is not."""
    review = story(CONVERSATION.replace("Rep: And [single sign-on].", "Rep: Right."))
    assert "P6" in _codes(flagged(_with(review, FlagSettings(price_within=3))))
    assert "P6" not in _codes(flagged(_with(review, FlagSettings(price_within=2))))


def test_the_named_rep_is_the_rep() -> None:
    """Where the recording names the rep, nobody has to guess: everybody else is the prospect's side."""
    review = story("---\nRep: You get [an app], [an API], [chat].\nAnna: How much is it without the app?")
    named = review.model_copy(update={"pitch": review.pitch.model_copy(update={"rep": "Anna"})})
    assert "P6" in _codes(review)
    assert "P6" not in _codes(flagged(named))


@pytest.mark.parametrize(
    ("who", "told"),
    [
        (["Dana"], "Dana said “We type every invoice twice.”, and nothing you said later answers it."),
        (["Dana"] * 2, "Dana said “We type every invoice twice.” and one more thing, and nothing"),
        (["Dana", "Marcus"], "Dana said “We type every invoice twice.”, one more thing was said, and nothing"),
        (
            ["Dana", "Marcus", "Dana"],
            "Dana said “We type every invoice twice.”, two more things were said, and nothing",
        ),
    ],
)
def test_nobody_is_said_to_have_said_what_another_said(who: list[str], told: str) -> None:
    """Of a call with buyer and user: what Marcus told is not laid to Dana."""
    lines = "\n".join(
        f"{one} (push): We type every invoice {('twice', 'late', 'alone')[n]}." for n, one in enumerate(who)
    )
    review = story(f"---\nRep: How is it today?\n{lines}\nRep: There is [an app] too.")
    turns = review.pitch.transcript.turns if review.pitch.transcript else ()
    said = tuple(
        one.model_copy(update={"person": turns[(one.turn or 0) - 1].speaker}) for one in review.profile.statements
    )
    heard = review.model_copy(update={"profile": review.profile.model_copy(update={"statements": said})})
    assert _flag(flagged(heard), "P8").message.startswith(told)


def test_a_worry_of_three_is_no_others_s() -> None:
    """Where nobody says who of them worries, it is a sentence still."""
    review = story(
        "anxiety, user: What if it loses an invoice?\npush: We type it twice.\npush: We type it late.\n"
        "push: We type it alone.\n---\n[It reads the invoice for you](s2). Shall we book a start date?"
    )
    people = (None, "Dana", "Marcus", "Priya")
    said = tuple(
        one.model_copy(update={"person": person}) for one, person in zip(review.profile.statements, people, strict=True)
    )
    three = review.profile.model_copy(update={"prospect": "Dana, Marcus and Priya", "statements": said})
    message = _flag(flagged(review.model_copy(update={"profile": three})), "P3").message
    assert message.endswith("eased the worry of Dana and two others: “What if it loses an invoice?”")


def test_several_unheard_things_are_one_flag() -> None:
    """Counted in words, all of them named for the page to show."""
    flag = _flag(
        story(
            """
            ---
            Rep: How is it today?
            Dana (push): We type every invoice twice.
            Dana (anxiety): What if it loses one?
            Rep: There is [an app] too.
            """
        ),
        "P8",
    )
    assert flag.statements == ("s1", "s2")
    assert flag.message == (
        "Dana said “We type every invoice twice.” and one more thing, and nothing you said later answers them."
    )


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("How do you close the month today?", True),
        ("so um what do you do when one goes missing", True),
        ("Tell me about the last time.", True),
        ("Can everyone see my screen?", False),
        ("Does that make sense?", False),
        ("When somebody cancels, the next in line gets a text.", False),
        ("What you get is a report.", False),
    ],
)
def test_what_counts_as_asking_them(sentence: str, asked: bool) -> None:
    """Questions with and without a mark; logistics are none."""
    assert speech.asks(sentence) is asked


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        ("Shall we get the paperwork started?", True),
        ("Could I come and look at your base?", True),
        ("How about a call, say Thursday at ten?", True),
        ("Does Thursday at two work?", True),
        ("Next step: forty minutes with your paralegal.", True),
        ("What would you do on Friday afternoon?", False),
        ("It fills in the CRM by itself, next step, budget, all of it.", False),
        ("Can you see my screen?", False),
        ("Where shall we start?", False),
    ],
)
def test_what_counts_as_asking_for_the_next_step(sentence: str, step: bool) -> None:
    """Real closes from the corpus, and what only looks like one. The rule misses some closes rather than cry wolf."""
    assert bool(speech.NEXT_STEP.search(sentence)) is step


@pytest.mark.parametrize(
    ("reply", "price"),
    [
        ("What does it cost?", True),
        ("and whats it cost after the free month", True),
        ("That's expensive, isn't it?", True),
        ("Could you do anything on the price?", True),
        ("It's a drawing that costs money.", False),
        ("People are worried about prices in the canteen.", False),
        ("It costs us two days a month.", False),
        ("How much time does it take?", False),
    ],
)
def test_what_counts_as_price_talk(reply: str, price: bool) -> None:
    """Talk of what this costs them, not of money in general."""
    assert speech.price_talk(reply) is price


@given(st.text(max_size=300))
def test_the_cues_can_read_anything(text: str) -> None:
    """No text makes a cue fail."""
    speech.asks(text)
    speech.theirs(text, [text])
    speech.price_talk(text)
    assert all(thing in text for thing in speech.wanted(text))
    assert len(quoted(text)) <= 90


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("We type\n every  invoice twice.", "We type every invoice twice."),
        ("word " * 40, "word " * 17 + "…"),
        ("云" * 200, "云" * 88 + " …"),
        ("See https://example.com/" + "a" * 200, "See https://example.com/" + "a" * 64 + " …"),
        ("He calls it “the beast”.", "He calls it ‘the beast’."),
        ('"We type it twice."', "We type it twice."),
        ("“We type it twice.”", "We type it twice."),
        ("“No” is what he said, “no”", "‘No’ is what he said, ‘no’"),
        ("", ""),
    ],
)
def test_what_is_quoted_is_never_lost(text: str, quote: str) -> None:
    """In one line, cut at a word where there is one, and of a long line without spaces its beginning."""
    assert quoted(text) == quote


@pytest.mark.parametrize(
    ("term", "sentence", "named"),
    [
        ("AI", "The rain has stopped again.", False),
        ("AI", "AI does the whole month.", True),
        ("AI", "The rain stopped, so ai-driven planning is here.", True),
        ("AI", "AI, it is everywhere.", True),
        ("C++", "C++ is in all of it.", True),
        ("C++", "Everything is built on C++17 here.", True),
        ("NET", "The internet is slow.", False),
        ("Go2", "Go20 was loud.", False),
        ("云票", "这里云票很快。", True),
        ("AI", "这里AI很快。", True),
        ("café", "Cafés are full.", False),
    ],
)
def test_a_products_name_is_not_found_within_a_word(term: str, sentence: str, named: bool) -> None:
    """It opens with ourselves only where it is named (P5); letters without case may stand side by side."""
    review = story(f"terms: {term}\npush: Invoices are typed twice.\n---\n{sentence} And [it reads].")
    opening = Case(review).sentences[0]
    assert find._ours(Case(review), opening) is named


@given(cases())
def test_flags_of_any_review_can_be_drawn(case: tuple[list[Reading], Profile]) -> None:
    """Ids exist, spans lie in the text, messages are filled, nothing is flagged twice; the same again in any order."""
    review = _review(*case)
    flags = flagged(review).flags
    claims = {reading.claim.id for reading in review.readings}
    statements = {statement.id for statement in review.profile.statements}
    for flag in flags:
        assert set(flag.claims) <= claims
        assert set(flag.statements) <= statements
        assert all(span.end <= len(review.pitch.text) for span in flag.spans)
        assert not re.search(r"[{}]", flag.message + flag.why + flag.todo)
    keys = [(flag.code, flag.message) for flag in flags]
    assert len(set(keys)) == len(keys)
    turned = review.model_copy(update={"readings": review.readings[::-1]})
    assert flagged(turned).flags == flags


def _review(readings: list[Reading], profile: Profile) -> Review:
    text = " ".join(f"claim {n:03}" for n in range(20))
    sentences = tuple(Sentence(n=r.claim.n, start=r.claim.start, end=r.claim.end) for r in readings)
    review = Review(
        pitch=Pitch(text=text, sentences=sentences),
        profile=profile,
        readings=tuple(readings),
        figures=None,
        silent_because=thin(profile),
        judge=TEST_JUDGE,
        basis=Basis.CATALOGUE,
    )
    return refigure(review)
