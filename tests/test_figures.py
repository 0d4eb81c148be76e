"""The figures: small stories worked by hand, and the laws of DESIGN on generated ones."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations, cycle, product
from math import comb, exp, isclose, log1p
from random import Random
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.figures import (
    best_cut,
    coverage,
    figures,
    focus,
    harmonic,
    interval,
    pitch_relevance,
    price_in_play,
    thin,
    unasked_share,
    weights,
)
from pitchcheck.judge import Link, Reading, Relation, answering
from pitchcheck.judge.reading import Faint
from pitchcheck.pitch import Claim
from pitchcheck.profile import Force, Profile, Statement
from tests.builders import story
from tests.clock import seconds
from tests.strategies import cases, profiles, readings_of, shares

T = TypeVar("T")
SAID = """
push: We type every invoice twice.
pull: I want to close the month by the fifth.
anxiety: What if it loses an invoice?
"""


def test_a_pitch_half_asked_for() -> None:
    """Ten words, five of them an answer to the push with relevance 0.8, five unasked.

    Focus is 5 x 0.8 / 10 = 0.4. Coverage is 0.8 on the push and 0 on pull and anxiety: 0.8 / 3 = 0.267.
    R = 200 x 0.4 x 0.267 / (0.4 + 0.267) = 32. Without the unasked claim focus is 0.8 and R is 40: it weighs +8.
    Without the answer nothing is left that they asked for: it weighs -32. Half of a price of 9,000 is in play.
    """
    review = story(f"price: 9000\n{SAID}---\n[It reads invoices for you](s1 =0.8). [It also has dark mode].")
    found = review.figures
    assert found is not None
    assert found.focus == pytest.approx(0.4)
    assert found.coverage == pytest.approx(0.8 / 3)
    assert found.relevance == pytest.approx(32)
    assert found.weights == pytest.approx({"c1": -32, "c2": 8})
    assert [(step.claim, step.focus) for step in found.best_cut] == [("c2", pytest.approx(0.8))]
    assert found.best_cut[-1].relevance == pytest.approx(40)
    assert found.unasked_share == pytest.approx(0.5)
    assert found.price_in_play == pytest.approx(4500)


def test_averaging_not_adding() -> None:
    """The same two answers with four unasked claims after them: what they asked for is diluted from 90% to 30%.

    Each claim is two words: 4 x 0.9 / 4 is 0.9, and 4 x 0.9 / 12 is 0.3.
    """
    asked = "[Reads invoices](s1). [Closes books](s2)."
    assert story(f"{SAID}---\n{asked}").figures.focus == pytest.approx(0.9)
    stack = "[Dark mode]. [Gift cards]. [Open API]. [Team chat]."
    assert story(f"{SAID}---\n{asked} {stack}").figures.focus == pytest.approx(0.3)


def test_pull_alone_cannot_carry_a_pitch() -> None:
    """Three pulls answered with 0.9 and nothing else: coverage is 0.9 on pulls, 0 on push and anxiety, so 0.3."""
    said = "push: a\npull: b\npull: c\npull: d\nanxiety: e\n"
    assert story(f"{said}---\n[One](s2). [Two](s3). [Three](s4).").figures.coverage == pytest.approx(0.3)


def test_a_no_need_not_be_answered_and_running_into_one_costs() -> None:
    """Easing a no ties a claim but covers nothing; running into one is harm (0.8 of two words of four)."""
    eased = story(f"{SAID}no: No new ledger.\n---\n[Reads invoices](s1). [Keeps ledger](s4).").figures
    assert eased.coverage == pytest.approx(0.3)
    assert eased.focus == pytest.approx(0.9)
    broken = story(f"{SAID}no: No new ledger.\n---\n[Reads invoices](s1). [New ledger](!s4).").figures
    assert broken.focus == pytest.approx((2 * 0.9 - 2 * 0.8) / 4)


def test_the_best_of_two_answers_counts_and_the_second_steps_in() -> None:
    """Two claims answer the push with 0.9 and 0.6: without the better one coverage falls to 0.6 / 3, not to 0."""
    review = story(f"{SAID}---\n[Reads invoices](s1 =0.9). [Scans them](s1 =0.6).")
    left = [r for r in review.readings if r.claim.id == "c2"]
    assert coverage(left, review.profile) == pytest.approx(0.2)
    assert review.figures.weights["c1"] == pitch_relevance(left, review.profile) - review.figures.relevance


def test_thin_profiles_say_what_to_ask() -> None:
    """One question for each thing that is missing; anxiety or habit, either will do."""
    assert len(thin(Profile(prospect="Dana"))) == 3
    full = [{"force": force, "text": "x"} for force in ("push", "pull", "habit")]
    assert thin(Profile.model_validate({"prospect": "Dana", "statements": full})) == ()
    assert all("Ask:" in line for line in thin(Profile(prospect="Dana")))


def test_no_claims() -> None:
    """Nothing said is nothing asked for: zeros, no errors."""
    none = figures([], Profile(prospect="Dana", price=100))
    assert (none.focus, none.coverage, none.relevance, none.interval) == (0, 0, 0, (0, 0))
    assert (none.weights, none.best_cut, none.unasked_share, none.price_in_play) == ({}, (), 0, 0)


@given(cases())
def test_figures_stay_in_their_ranges(case: tuple[list[Reading], Profile]) -> None:
    """Shares are within 0..1, R within 0..100, weights within R's own reach, and the interval holds R."""
    found = figures(*case)
    assert 0 <= found.focus <= 1
    assert 0 <= found.coverage <= 1
    assert 0 <= found.relevance <= 100
    assert 0 <= found.unasked_share <= 1
    low, high = found.interval
    assert 0 <= low <= found.relevance <= high <= 100
    assert all(-found.relevance <= weight <= 100 - found.relevance for weight in found.weights.values())


@given(cases())
def test_one_call_says_what_each_function_says(case: tuple[list[Reading], Profile]) -> None:
    """``figures`` shares work between the figures and must not change any."""
    readings, profile = case
    found = figures(readings, profile)
    assert found.focus == focus(readings)
    assert found.coverage == coverage(readings, profile)
    assert found.relevance == pitch_relevance(readings, profile) == harmonic(found.focus, found.coverage)
    assert found.weights == weights(readings, profile)
    assert found.best_cut == best_cut(readings, profile)
    assert found.interval == interval(readings, profile)
    if profile.price is not None:
        assert found.price_in_play == price_in_play(readings, profile.price)


@given(cases())
def test_figures_are_what_design_defines(case: tuple[list[Reading], Profile]) -> None:
    """Against the formulas of DESIGN, written out here the slow way."""
    readings, profile = case
    attention = sum(r.claim.attention for r in readings)
    value = [(r.relevance if r.tied else 0) - r.harm for r in readings]
    earned = sum(r.claim.attention * v for r, v in zip(readings, value, strict=True))
    f = min(1, max(0, earned / attention)) if readings else 0
    means = []
    for force in (Force.PUSH, Force.PULL, Force.ANXIETY, Force.HABIT):
        best = [
            max(
                (r.relevance for r in readings for x in r.links if x.to == s.id and x.holds and x.relation.answers),
                default=0,
            )
            for s in profile.statements
            if s.force is force
        ]
        means += [sum(best) / len(best)] if best else []
    c = sum(means) / len(means) if means else 0
    assert isclose(focus(readings), f, abs_tol=1e-9)
    assert isclose(coverage(readings, profile), c, abs_tol=1e-9)
    assert isclose(pitch_relevance(readings, profile), 200 * f * c / (f + c) if f + c else 0, abs_tol=1e-5)


@given(cases(), st.data())
def test_adding_an_unasked_claim_never_raises_r(case: tuple[list[Reading], Profile], data: st.DataObject) -> None:
    """Wherever it is put, to the last bit; so taking one out never lowers it."""
    readings, profile = case
    extra = data.draw(readings_of(profile, 99, tied=False))
    at = data.draw(st.integers(0, len(readings)))
    more = [*readings[:at], extra, *readings[at:]]
    assert pitch_relevance(more, profile) <= pitch_relevance(readings, profile)
    assert weights(more, profile)["c99"] >= 0


@given(cases(), st.randoms(use_true_random=False))
def test_order_changes_no_figure(case: tuple[list[Reading], Profile], random: Random) -> None:
    """Claims, statements and links may come in any order: every figure is the same to the bit."""
    readings, profile = case
    shuffled = [r.model_copy(update={"links": tuple(_shuffled(r.links, random))}) for r in _shuffled(readings, random)]
    turned = profile.model_copy(update={"statements": tuple(_shuffled(profile.statements, random))})
    assert figures(shuffled, turned) == figures(readings, profile)


def _shuffled(things: Iterable[T], random: Random) -> list[T]:
    copy = list(things)
    random.shuffle(copy)
    return copy


@given(cases())
def test_ids_change_no_figure(case: tuple[list[Reading], Profile]) -> None:
    """What a claim or a statement is called is no content: only the names in the answer differ."""
    readings, profile = case
    name = {s.id: f"x{len(profile.statements) - i}" for i, s in enumerate(profile.statements)}
    renamed = [s.model_copy(update={"id": name[s.id]}) for s in profile.statements]
    relinked = [
        r.model_copy(update={"links": tuple(x.model_copy(update={"to": name[x.to]}) for x in r.links)})
        for r in readings
    ]
    before, after = (
        figures(readings, profile),
        figures(relinked, profile.model_copy(update={"statements": tuple(renamed)})),
    )
    assert before == after


@given(cases())
def test_what_if_equals_the_weight(case: tuple[list[Reading], Profile]) -> None:
    """Ticking one claim off moves R by exactly its weight."""
    readings, profile = case
    whole = pitch_relevance(readings, profile)
    for reading in readings:
        left = [r for r in readings if r is not reading]
        assert figures(left, profile).relevance - whole == weights(readings, profile)[reading.claim.id]


@given(cases())
def test_the_best_cut_only_ever_helps(case: tuple[list[Reading], Profile]) -> None:
    """It holds untied claims, each once; R never falls along it, rises over it, and is what it says it is."""
    readings, profile = case
    untied = {r.claim.id for r in readings if not r.tied}
    steps = best_cut(readings, profile)
    before = pitch_relevance(readings, profile)
    assert len({step.claim for step in steps}) == len(steps)
    assert {step.claim for step in steps} <= untied
    for n, step in enumerate(steps, 1):
        gone = {s.claim for s in steps[:n]}
        left = [r for r in readings if r.claim.id not in gone]
        assert (step.focus, step.relevance) == (focus(left), pitch_relevance(left, profile))
        assert step.relevance >= before
        before = step.relevance
    if steps and coverage(readings, profile) > 1e-6:
        assert before > pitch_relevance(readings, profile)


@settings(max_examples=60)
@given(cases())
def test_no_cut_of_untied_claims_beats_the_best_cut(case: tuple[list[Reading], Profile]) -> None:
    """Every set of untied claims is tried: none reaches a higher R."""
    readings, profile = case
    untied = [r for r in readings if not r.tied]
    cuts = (cut for n in range(len(untied) + 1) for cut in combinations(untied, n))
    best = max(pitch_relevance([r for r in readings if r not in cut], profile) for cut in cuts)
    steps = best_cut(readings, profile)
    assert (steps[-1].relevance if steps else pitch_relevance(readings, profile)) == best


@given(cases())
def test_the_first_cut_is_the_one_that_raises_r_most(case: tuple[list[Reading], Profile]) -> None:
    """Greedy means greedy: no other single cut gets further (but for the rounding of two floats)."""
    readings, profile = case
    found = figures(readings, profile)
    if found.best_cut:
        untied = [r.claim.id for r in readings if not r.tied]
        reached = found.best_cut[0].relevance - found.relevance
        assert reached >= max(found.weights[one] for one in untied) - 1e-6


def test_a_cut_that_does_not_show_at_once_is_still_found() -> None:
    """Harm from two claims drowns the pitch: cutting one leaves it at 0, cutting both brings it up."""
    review = story(f"{SAID}---\n[Reads invoices](s1). [Shreds originals at once](!s3). [Pays with no check](!s3).")
    assert review.figures.relevance == 0
    assert [step.relevance > 0 for step in review.figures.best_cut] == [False, True]


def test_a_tie_goes_to_the_longer_claim_and_then_to_the_earlier() -> None:
    """Claims as harmful as they are long are told apart by the rep's own order."""
    review = story(f"{SAID}---\n[Reads invoices](s1). [Dark mode]. [Open API]. [Gift cards here].")
    assert [step.claim for step in review.figures.best_cut] == ["c4", "c2", "c3"]


def test_a_cut_among_some_claims_leaves_the_others() -> None:
    """The headline may cut only what the judge is sure of."""
    review = story(f"{SAID}---\n[Reads invoices](s1). [Dark mode]. [Open API].")
    assert [step.claim for step in best_cut(review.readings, review.profile, among={"c3"})] == ["c3"]


@given(shares, shares, shares)
def test_r_is_monotone_to_the_bit(f: float, g: float, c: float) -> None:
    """More focus never means less R, and R is the harmonic mean in points."""
    low, high = sorted((f, g))
    assert harmonic(low, c) <= harmonic(high, c) <= 100
    assert harmonic(f, c) == harmonic(c, f)
    assert harmonic(1, 1) == 100
    assert isclose(harmonic(f, c), 200 * f * c / (f + c) if f + c else 0, rel_tol=1e-12, abs_tol=1e-100)


def _sure(reading: Reading) -> Reading:
    links = tuple(x.model_copy(update={"probability": float(x.holds)}) for x in reading.links)
    worse = any(x.holds and not x.relation.answers for x in links)
    return reading.model_copy(update={"links": links, "harm": reading.harm if worse else 0.0, "faint": None})


@given(cases())
def test_a_judge_with_no_doubts_has_no_interval(case: tuple[list[Reading], Profile]) -> None:
    """With every probability 0 or 1 each draw is the pitch as it was read."""
    readings, profile = [_sure(r) for r in case[0]], case[1]
    r = pitch_relevance(readings, profile)
    assert interval(readings, profile) == pytest.approx((r, r), abs=0.011)


def test_the_interval_is_that_of_the_links_drawn_by_hand() -> None:
    """Two claims, three links: all eight outcomes with their chances, and the 10% and 90% points of them.

    Many draws are needed to get near; 400 is what a review uses.
    """
    profile = _three_said()
    readings = [
        _reading(1, 0.9, 0.0, [("s1", "advances", 0.7), ("s2", "advances", 0.4)]),
        _reading(2, 0.2, 0.6, [("s3", "aggravates", 0.5)]),
    ]
    outcomes = sorted(_outcomes(readings, profile))
    low, high = interval(readings, profile, draws=20_000)
    assert low == pytest.approx(_quantile(outcomes, 0.1), abs=0.01)
    assert high == pytest.approx(_quantile(outcomes, 0.9), abs=0.01)


def test_links_that_are_not_told_one_by_one_are_drawn_by_hand_too() -> None:
    """A claim of relevance 0.9 with no link told and 0.8 more expected to stand, before three statements.

    It answers something with the chance 1 - exp(-0.8), and each statement with 1 - exp(-0.8 / 3).
    """
    profile = _three_said()
    reading = _reading(1, 0.9, 0.0, []).model_copy(update={"faint": Faint(answers=0.8)})
    tied, each = 1 - exp(-0.8), 1 - exp(-0.8 / 3)
    outcomes = [
        (
            harmonic(0.9 * is_tied, 0.3 * n),
            (tied if is_tied else 1 - tied) * comb(3, n) * each**n * (1 - each) ** (3 - n),
        )
        for is_tied, n in product((True, False), range(4))
    ]
    low, high = interval([reading], profile, draws=20_000)
    assert low == pytest.approx(_quantile(sorted(outcomes), 0.1), abs=0.01)
    assert high == pytest.approx(_quantile(sorted(outcomes), 0.9), abs=0.01)


def test_harm_of_links_that_are_not_told_is_drawn() -> None:
    """Harm that stands by a link of chance 0 stands nearly always where five more are expected to."""
    links = [("s1", "advances", 1.0), ("s2", "advances", 1.0), ("s3", "eases", 1.0), ("s1", "aggravates", 0.0)]
    free = _reading(1, 0.9, 0.5, links)
    worse = free.model_copy(update={"faint": Faint(aggravates=5.0)})
    low, high = interval([free], _three_said())
    assert (low, high) == (pytest.approx(pitch_relevance([free], _three_said())), 90)
    assert interval([worse], _three_said())[1] == pytest.approx(pitch_relevance([free], _three_said()), abs=0.01)


def test_telling_the_likeliest_links_only_hardly_moves_the_interval() -> None:
    """Forty claims before a hundred statements, every pair of some small chance: all told, or three a claim."""
    roll = Random(7)  # noqa: S311 (a sample, no secret)
    said = [
        {"id": f"s{n}", "force": force, "text": f"said {n}"} for n, force in zip(range(100), _forces(), strict=False)
    ]
    profile = Profile.model_validate({"prospect": "D", "statements": said})
    whole = [
        _reading(n, roll.random(), 0.0, [(f"s{i}", "eases", roll.choice((0.02, 0.03, 0.05, 0.2))) for i in range(100)])
        for n in range(1, 41)
    ]
    few = [_three_told(reading) for reading in whole]
    forgotten = [reading.model_copy(update={"faint": None}) for reading in few]
    tops = [interval(readings, profile)[1] for readings in (whole, few, forgotten)]
    assert tops[1] == pytest.approx(tops[0], abs=1.0)
    assert tops[2] < tops[0] - 5


def _three_told(reading: Reading) -> Reading:
    ordered = sorted(reading.links, key=lambda link: -link.probability)
    others = -sum(log1p(-link.probability) for link in ordered[3:])
    return reading.model_copy(update={"links": tuple(ordered[:3]), "faint": Faint(answers=others)})


def _forces() -> Iterable[str]:
    return cycle(("push", "pull", "anxiety", "habit"))


def _three_said() -> Profile:
    said = [{"force": force, "text": force} for force in ("push", "pull", "anxiety")]
    return Profile.model_validate({"prospect": "D", "statements": said})


def _reading(n: int, relevance: float, harm: float, links: list[tuple[str, str, float]]) -> Reading:
    claim = Claim(id=f"c{n}", n=n, start=n, end=n + 1, text=str(n))
    made = tuple(Link(to=to, relation=Relation(rel), probability=p, holds=p >= 0.5) for to, rel, p in links)
    return Reading(claim=claim, relevance=relevance, harm=harm, links=made)


def _outcomes(readings: list[Reading], profile: Profile) -> list[tuple[float, float]]:
    """Every way the links can fall: R, and how likely it is."""
    links = [(r, x) for r in readings for x in r.links]
    found = []
    for fall in product((True, False), repeat=len(links)):
        chance = 1.0
        fallen: dict[str, list[Link]] = {r.claim.id: [] for r in readings}
        for (reading, link), holds in zip(links, fall, strict=True):
            chance *= link.probability if holds else 1 - link.probability
            fallen[reading.claim.id].append(link.model_copy(update={"probability": float(holds), "holds": holds}))
        new = [_sure(r.model_copy(update={"links": tuple(fallen[r.claim.id])})) for r in readings]
        found.append((pitch_relevance(new, profile), chance))
    return found


def _quantile(outcomes: list[tuple[float, float]], q: float) -> float:
    total = 0.0
    for r, chance in outcomes:
        total += chance
        if total >= q:
            return r
    raise AssertionError("chances must sum to 1")


def test_ticking_one_claim_off_leaves_the_others_luck_alone() -> None:
    """An unasked claim with no doubt about it moves the interval as it moves R, not by new dice."""
    profile = Profile.model_validate({"prospect": "D", "statements": [{"force": "push", "text": "x"}]})
    doubtful = [_reading(n, 0.9, 0.0, [("s1", "advances", 0.5)]) for n in (1, 2, 3)]
    certain = _reading(4, 0.0, 0.0, []).model_copy(update={"relevance": 0.0})
    light = certain.model_copy(update={"claim": certain.claim.model_copy(update={"attention": 1e-9})})
    assert interval([*doubtful, light], profile) == pytest.approx(interval(doubtful, profile), abs=0.011)


def test_claims_alike_in_everything_are_drawn_apart() -> None:
    """Eight equal coins do not all fall alike: if they shared their dice, one review in two would be at 0."""
    profile = Profile.model_validate({"prospect": "D", "statements": [{"force": "push", "text": "x"}]})
    same = [_reading(1, 1.0, 0.0, [("s1", "advances", 0.5)]) for _ in range(8)]
    assert interval(same, profile)[0] > 0


@settings(max_examples=25)
@given(cases())
def test_the_same_input_gives_the_same_bytes_on_threads(case: tuple[list[Reading], Profile]) -> None:
    """Four threads at once say what one says."""
    with ThreadPoolExecutor(4) as pool:
        said = set(pool.map(lambda _: figures(*case).model_dump_json(), range(8)))
    assert len(said) == 1


def test_the_bytes_are_these_on_every_machine() -> None:
    """A figure that changed with the machine, numpy or the word size would change this line."""
    review = story(
        f"{SAID}---\n[It reads invoices](s1 =0.7). [Dark mode]. [Books close themselves](s2). [Shreds](!s3)."
    )
    assert review.figures.model_dump_json() == PINNED


PINNED = (
    '{"focus":0.4444444444444444,"coverage":0.5333333333333333,"relevance":48.484848484848484,'
    '"interval":[23.33,48.484848484848484],'
    '"weights":{"c1":-17.674037674037674,"c2":6.68756530825496,"c3":-26.015712682379355,"c4":7.985739750445632},'
    '"best_cut":[{"claim":"c4","focus":0.6,"relevance":56.470588235294116},'
    '{"claim":"c2","focus":0.7999999999999999,"relevance":64.0}],'
    '"unasked_share":0.3333333333333333,"price_in_play":null}'
)


@given(profiles())
def test_price_in_play_is_the_untied_share_of_the_price(profile: Profile) -> None:
    """With nothing tied the whole price is open to haggling; with everything tied none of it is."""
    untied = [_reading(1, 0.1, 0.0, [])]
    tied = [_reading(1, 0.9, 0.0, [(profile.statements[0].id, str(answering(profile.statements[0].force)), 0.9)])]
    assert price_in_play(untied, 500) == 500
    assert price_in_play(tied, 500) == 0
    assert unasked_share([*untied, *tied]) == 0.5


def test_four_times_as_many_claims_take_about_four_times_as_long() -> None:
    """Two hundred before five hundred statements, ten thousand links; with the square of them it would be 16 times."""
    statements = tuple(Statement(id=f"s{i}", force=list(Force)[i % 5], text=f"thing {i}") for i in range(500))
    profile = Profile(prospect="Dana", statements=statements)
    readings = [_reading(n, 0.1 + n / 300, 0.1 * (n % 3), _some_links(n, profile)) for n in range(1, 201)]
    few, many = (seconds(partial(figures, some, profile), times=3) for some in (readings[:50], readings))
    assert many < 12 * few


def _some_links(n: int, profile: Profile) -> list[tuple[str, str, float]]:
    """One in ten statements, some of them answered for good."""
    chosen = profile.statements[n % 10 :: 10]
    return [(s.id, str(answering(s.force)), ((n * 7 + i * 13) % 100) / 150) for i, s in enumerate(chosen)]
