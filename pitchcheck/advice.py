"""What to do with a review in ten minutes: one sentence, at most three claims to cut, and the shorter pitch."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pitchcheck.board import in_order
from pitchcheck.counting import number
from pitchcheck.figures import COVERED_FORCES, CutStep, best_cut
from pitchcheck.judge import Basis, Cost, Reading
from pitchcheck.judge.measured import how_often
from pitchcheck.pitch import Sentence, Span
from pitchcheck.review import Figures, Review

AT_ONCE = 3
"""How many claims a sentence asks to cut: more than that nobody does before a demo."""


def headline(review: Review) -> str:
    """How much of the pitch they asked for and what to cut, in a sentence or two.

    >>> headline(review)
    'Dana asked for 41% of what you say. Cut three claims and it is 63%.'
    """
    if review.figures is None:
        return _silent(review)
    if not review.kept:
        return "Nothing is left in the pitch. Keep at least one thing they asked for."
    return f"{asked_for(review, review.figures)} {_next(review, review.figures)}"


def trust(review: Review) -> str:
    """What the review was read with, and how often verdicts of that kind are right, as far as it was measured.

    Where a language model judged, also who read what and what it took.
    """
    return f"{_measured(review)} {who_read(review)}".strip()


def _measured(review: Review) -> str:
    if review.language != "en" and review.figures is None:
        return "What is marked below is a guess: the judge was taught in English only."
    known = sum(not reading.borrowed for reading in review.readings)
    of = len(review.readings)
    if review.basis is Basis.CATALOGUE:
        some = f", which {_knows(known, of)}" if known < of else ""
        read = f"Read with your own catalogue{some}"
    elif review.basis is Basis.LIBRARY:
        some = f" (your catalogue {_knows(known, of)})" if 0 < known < of else ""
        read = f"Read with the library of customers’ words only{some}"
    else:
        read = "Read without a catalogue or the library"
    often = how_often(review.judge, review.basis, of)
    if often is None:
        return f"{read}. How often this judge is right has not been measured."
    right, sure = _in_a_hundred(often.right), _in_a_hundred(often.sure)
    return f"{read}: {right} of 100 such verdicts are right, {sure} where it is sure."


def _knows(known: int, of: int) -> str:
    return "does not know this claim" if of == 1 else f"knows {known or 'none'} of these {of} claims"


def _in_a_hundred(share: tuple[float, float]) -> str:
    least, most = (round(100 * one) for one in share)
    return str(least) if least == most else f"{least} to {most}"


def headline_cut(review: Review) -> tuple[CutStep, ...]:
    """The claims the headline asks to cut: at most three, worst first, and only ones the judge is sure of.

    Claims that would not move the figure as the headline shows it, in whole percent, are not asked for.
    """
    if review.figures is None:
        return ()
    kept = review.kept_readings
    sure = {reading.claim.id for reading in kept if reading.sure}
    steps = best_cut(kept, review.profile, among=sure)[:AT_ONCE]
    shown = [percent(review.figures.focus), *(percent(step.focus) for step in steps)]
    moving = [n for n in range(1, len(shown)) if shown[n] != shown[n - 1]]
    return steps[: max(moving, default=0)]


def who_read(review: Review) -> str:
    """Who read the claims, where a language model judged: it, or for some the embedded judge, why, and what it took."""
    if review.judge.model is None:
        return ""
    reasons = Counter(reading.stand_in for reading in review.readings if reading.stand_in)
    model, total, others = review.judge.model, len(review.readings), sum(reasons.values())
    if not reasons:
        return f"Read by {model}. {_took(review.cost)}".strip()
    who = f"Read by {model}. Of {total} claims the embedded judge read {others}"
    if others == total:
        who = f"{model} read nothing, the embedded judge read it all"
    return f"{who}: {reasons.most_common(1)[0][0]}. {_took(review.cost)}".strip()


def _took(cost: Cost | None) -> str:
    if cost is None or not cost.tokens:
        return ""
    money = f", ${cost.money:.4f}" if cost.money is not None else ", no price known"
    names = ", names replaced" if cost.hidden else ""
    one = "1 text that reads like an order to it was not sent"
    many = f"{cost.withheld} texts that read like orders to it were not sent"
    kept = f" {one if cost.withheld == 1 else many}." if cost.withheld else ""
    return f"It took {cost.tokens:,} tokens, {cost.seconds:.1f} seconds{money}{names}.{kept}"


def percent(share: float) -> str:
    """A share in whole percent; never 0% or 100% where it is not quite that."""
    if 0 < share < 0.01:
        return "less than 1%"
    return f"{min(99, round(100 * share)) if share < 1 else 100}%"


def _silent(review: Review) -> str:
    why = review.silent_because[0] if review.silent_because else "This review was made without figures."
    return f"There is no number for {review.profile.called} yet. {why}"


def asked_for(review: Review, figures: Figures, what: str = "you say") -> str:
    """How much of ``what`` they asked for, worded with the care that is due to what the review was read with."""
    who, share = review.profile.called, percent(figures.focus)
    if not any(reading.tied for reading in review.kept_readings):
        share = "none"
    match review.basis:
        case Basis.CATALOGUE:
            text = f"{who} asked for {share} of what {what}."
        case Basis.LIBRARY:
            text = f"{who} {review.profile.seem} to have asked for {_roughly(share)} of what {what}."
        case Basis.NEITHER:
            text = f"A first guess, with no catalogue to go by: {who} asked for {_roughly(share)} of what {what}."
    return text[0].upper() + text[1:]


def _roughly(share: str) -> str:
    return f"about {share}" if share[0].isdigit() else share


def _next(review: Review, figures: Figures) -> str:
    """What to do next: cut; or settle what the judge is not sure of; or answer what is open."""
    if steps := headline_cut(review):
        claims = "one claim" if len(steps) == 1 else f"{number(len(steps))} claims"
        return f"Cut {claims} and it is {percent(steps[-1].focus)}."
    if unsure := sum(not reading.sure for reading in review.kept_readings):
        claims = "One claim needs" if unsure == 1 else f"{number(unsure).capitalize()} claims need"
        return f"{claims} your word first."
    if not figures.coverage:
        return "Start from what they told you, not from what it does."
    if waiting := _unanswered(review):
        things = "One thing" if waiting == 1 else f"{number(waiting).capitalize()} things"
        return f"Nothing to cut. {things} they said {'is' if waiting == 1 else 'are'} still unanswered."
    return "Nothing to cut, and nothing they said is left unanswered."


def _unanswered(review: Review) -> int:
    kept = review.kept_readings
    answered = {link.to for reading in kept for link in reading.links if link.holds and link.relation.answers}
    return sum(s.force in COVERED_FORCES and s.id not in answered for s in review.profile.statements)


def tightened(review: Review) -> str:
    """The pitch without the claims that were ticked off, in sentences that still read.

    A sentence whose every claim is cut goes whole, but for a clause without any that names an amount of money, as a
    price is: they would miss it. Otherwise a claim goes with the comma or "and" that joins it; of a list the words that
    join it are kept and set anew, and a clause goes up to the next comma. No word is added. What cannot be shortened so
    stays as it is (``to_reword``). The text is as given where nothing was ticked off.
    """
    text = review.pitch.text
    for sentence, shorter in reversed(list(_cut(review))):
        if shorter:
            text = text[: sentence.start] + shorter + text[sentence.end :]
        elif shorter is not None:
            text = _without_sentence(text, sentence)
    return text if len(review.kept) == len(review.readings) else text.strip()


def to_reword(review: Review) -> tuple[str, ...]:
    """The sentences that hold a claim that was ticked off and stay whole, for what is left of them would not read."""
    return tuple(sentence.of(review.pitch.text) for sentence, shorter in _cut(review) if shorter is None)


def _cut(review: Review) -> Iterator[tuple[Sentence, str | None]]:
    """Each sentence that loses claims, with what is left of it: "" where it goes whole, None where it has to be
    reworded.
    """
    for sentence in review.pitch.sentences:
        readings = [r for r in in_order(review.readings) if r.claim.n == sentence.n]
        gone = [r for r in readings if r.claim.id not in review.kept]
        if gone and len(gone) == len(readings):
            yield sentence, _money(review, sentence, readings)
        elif gone:
            shorter = _shortened(review, sentence, readings)
            yield sentence, shorter if _reads(shorter, sentence.of(review.pitch.text)) else None


def _reads(shorter: str, text: str) -> bool:
    """Whether a text that was made shorter has all its brackets and pairs, and no word that waits for what was cut."""
    begins, body, whole = OPENING.match(shorter), ENDING.sub("", shorter), ENDING.sub("", text)
    if begins and not text.startswith(begins[0]):
        return False
    if DANGLES.search(body) and not DANGLES.search(whole):
        return False
    if PAIRED.search(text) and not PAIRED.search(shorter):
        return False
    only_led_in = LEAD_IN.fullmatch(body) and text.startswith(body) and CLAUSE_AFTER.match(text, len(body))
    return not only_led_in and (_closed(shorter) or not _closed(text))


def _closed(text: str) -> bool:
    """Whether each bracket has its fellow, in order."""
    depth = 0
    for char in text:
        depth += (char in "([") - (char in ")]")
        if depth < 0:
            return False
    return depth == 0


def _without_sentence(text: str, sentence: Span) -> str:
    """The text without a sentence; its line goes too where only a bullet would be left, else one space goes."""
    before, after = text[: sentence.start], text[sentence.end :]
    line = before.rpartition("\n")[2]
    rest, newline, below = after.partition("\n")
    if BULLET.fullmatch(line) and not rest.strip():
        return before[: len(before) - len(line)] + below if newline else before[: len(before) - len(line)].rstrip()
    return before + after.lstrip(" \t") if rest.strip() else before.rstrip(" \t") + newline + below


BULLET = re.compile(r"\s*(?:[-*+•–·▪◦]|\(?\d{1,3}[.)]|\(?[a-z][.)])?\s*")
ARTICLE = re.compile(r"(?:\b(?:an?|the|our|your|its|some)\s+)?$", re.IGNORECASE)
LISTED = re.compile(
    r"(?P<tail>.{0,60}?)"
    r"(?P<joint>\s*[,;/&]\s*(?:(?:and|or|plus|as well as|along with)\s+)?|\s+(?:and|or|plus|as well as|along with)\s+)"
    r"(?:(?:also|with|full|an?|the|our|your|its|some)\s+)*",
    re.IGNORECASE | re.DOTALL,
)
"""What stands between two claims of a list: words that belong to the first, the joint, an article of the second."""
BREAK = re.compile(
    r"\s*,?\s+(?:and|but|so|plus|or),\s[^,;]{1,40},\s+|\s*[,;:–—]\s+(?:(?:and|but|so|plus|or)\s+)?|\s+[–—]\s+"
    r"|\s+(?:and|but|so|plus|or)\s+",
    re.IGNORECASE,
)
"""Where one clause ends and the next begins."""
CLAUSE = re.compile(r"\s*[,;]?\s+(?:and|but|so)\s+", re.IGNORECASE)
SUBJECT = re.compile(r"(?:it|that|this|they|you|we|i|the|our|your)\b", re.IGNORECASE)
MONEY = re.compile(
    r"[$€£¥]\s?\d|\b(?:USD|EUR|GBP|CHF)\s?\d|\d\s?(?:[$€£¥]|(?:USD|EUR|GBP|CHF|dollars?|euros?|francs?)\b)",
    re.IGNORECASE,
)
PRONOUN = re.compile(r"(?:it|they|you|we|i)\b", re.IGNORECASE)
ASIDE = re.compile(r"\s*,?\s+(?:and|but|so|plus|or),\s", re.IGNORECASE)
"""A joint with words of its own: "and, best of all, "."""
BRACKETS = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])")
LEADING = r"(?:with|without|for|by|in|on|at|from|through|via|of|to|because of|thanks to|instead of)"
OPENING = re.compile(rf"{LEADING}\s+(?:it|they|you|we|i)\b", re.IGNORECASE)
"""A sentence does not begin so, unless it did: what the first word leads to was cut."""
LEAD_IN = re.compile(rf"{LEADING}\s(?:(?!\b(?:it|they|you|we|i)\b)[^,;:])*", re.IGNORECASE)
"""What leads into a clause and is none: "with one login"."""
CLAUSE_AFTER = re.compile(r"\s*,\s+(?!(?:and|but|so|plus|or)\b)", re.IGNORECASE)
DANGLES = re.compile(
    r"(?:^|\s)(?:and|or|but|plus|with|without|for|of|from|into|via|including|than|the|an?|our|its)$", re.IGNORECASE
)
"""A sentence does not end so, unless it did."""
PAIRED = re.compile(
    r"\b(?:not (?:only|just|merely)\b.*\bbut|both\b[^,;]*\band|either\b[^,;]*\bor|neither\b[^,;]*\bnor)\b",
    re.IGNORECASE | re.DOTALL,
)
"""Words that come in pairs: one without the other says something else, or nothing."""
ENDING = re.compile(r"[.!?…\"'”’)\s]*$")


def _money(review: Review, sentence: Sentence, readings: Sequence[Reading]) -> str:
    """The clause with all the money of a sentence, where it has no claim and can stand by itself; else nothing."""
    text = sentence.of(review.pitch.text)
    body = ENDING.sub("", text)
    at = 0
    for end, after in [*(joint.span() for joint in CLAUSE.finditer(body)), (len(body), 0)]:
        claimed = any(r.claim.start < sentence.start + end and r.claim.end > sentence.start + at for r in readings)
        whole = len(MONEY.findall(text, at, end)) == len(MONEY.findall(text)) > 0
        if whole and not claimed and (at == 0 or SUBJECT.match(text, at)):
            first = text[at].upper() if text[:1].isupper() else text[at]
            return first + text[at + 1 : end] + text[len(body) :]
        at = after
    return ""


class _Item(NamedTuple):
    """A claim with its article and what belongs to it, as offsets into its sentence; ``joint`` leads to the next."""

    start: int
    end: int
    stays: bool
    joint: str = ""


def _shortened(review: Review, sentence: Sentence, readings: Sequence[Reading]) -> str:
    """A sentence some of whose claims go: lists lose items, anything else loses the clause it stands in."""
    text = sentence.of(review.pitch.text)
    lists = list(_lists(text, list(_items(text, sentence, readings, review))))
    parts, at = [], 0
    for before, items, after in zip([None, *lists], lists, [*lists[1:], None], strict=False):
        start, end = (items[0].start, items[-1].end)
        if not any(item.stays for item in items):
            start, end = _clause(text, before[-1].end if before else 0, items, after[0].start if after else None)
        parts.append(text[at : max(at, start)])
        parts.append(_joined(text, items))
        at = max(at, end)
    parts.append(text[at:])
    shorter = "".join(parts).lstrip(" ,;:–—")
    return shorter[:1].upper() + shorter[1:] if text[:1].isupper() else shorter


def _items(text: str, sentence: Sentence, readings: Sequence[Reading], review: Review) -> Iterator[_Item]:
    """The claims in order; one that overlaps the claim before it is left to that claim's fate."""
    end = 0
    for reading in readings:
        start = reading.claim.start - sentence.start
        if start >= end:
            article = ARTICLE.search(text, end, start)
            end = reading.claim.end - sentence.start
            yield _Item(article.start() if article else start, end, reading.claim.id in review.kept)


def _lists(text: str, items: Sequence[_Item]) -> Iterator[list[_Item]]:
    """The items in runs that a list joins; a claim by itself is a run of one."""
    run: list[_Item] = []
    for item, after in zip(items, [*items[1:], None], strict=False):
        joined = _listed(text, item, after) if after else None
        run.append(joined or item)
        if joined is None:
            yield run
            run = []


def _listed(text: str, item: _Item, after: _Item) -> _Item | None:
    """The item with the joint that leads to the next of its list; None where there is no list, or it ends: "with one
    login, you see".
    """
    joined = LISTED.fullmatch(text, item.end, after.start)
    if joined is None or (LEAD_IN.fullmatch(text, 0, item.start) and PRONOUN.match(text, after.start)):
        return None
    if ASIDE.match(text, item.end, after.start):
        return item._replace(joint=text[item.end : after.start])
    return item._replace(end=joined.end("tail"), joint=joined["joint"])


def _joined(text: str, items: Sequence[_Item]) -> str:
    """The items that stay, joined by the list's own joints, the last one before the last item."""
    stay = [item for item in items if item.stays]
    joints = [item.joint for item in items[:-1]]
    used = [*joints[: len(stay) - 2], joints[-1]] if len(stay) > 1 else []
    return "".join(text[item.start : item.end] + joint for item, joint in zip(stay, [*used, ""], strict=False))


def _clause(text: str, left: int, items: Sequence[_Item], right: int | None) -> tuple[int, int]:
    """Where the clause of claims that all go begins and ends, between the neighbours' ``left`` and ``right``.

    It goes with the joint before it; at the beginning of a sentence, with the one after it. Where no clause ends
    before the next claim, only the words between them go.
    """
    start, end = items[0].start, items[-1].end
    for brackets in BRACKETS.finditer(text, left, len(text) if right is None else right):
        if brackets.start() <= start and end <= brackets.end():
            return brackets.span()
    following = BREAK.search(text, end, len(text) if right is None else right)
    if following is None and right is not None:
        return start, right
    breaks = list(BREAK.finditer(text, left, start))
    ending = ENDING.search(text, end)
    stop = following.start() if following else ending.start() if ending else len(text)
    if breaks or left:
        return (breaks[-1].start() if breaks else left), stop
    return 0, following.end() if following else stop
