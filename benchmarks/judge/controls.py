"""Controls: what the judge says where there is nothing to find, of one thing more that nobody wants, and of pitches and
profiles that are shorter or longer than the corpus's."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from benchmarks.judge.material import Scenario
from pitchcheck.pitch import Claim, Pitch, Sentence

Piece = TypeVar("Piece", Claim, Sentence)


def strangers(material: Sequence[Scenario], seed: int = 0) -> list[Scenario]:
    """Each pitch before a prospect who was talking to somebody of another trade: everything is unasked."""
    draw, out = np.random.default_rng(seed), []
    for scenario in material:
        others = [s for s in material if s.industry != scenario.industry]
        other = others[draw.integers(len(others))]
        shape = (len(scenario.claims), len(other.profile.statements))
        gold = replace(other.gold, answers=np.zeros(shape), aggravates=np.zeros(shape), relevance=np.zeros(shape[0]))
        out.append(replace(scenario, profile=other.profile, gold=gold))
    return out


def shuffled(material: Sequence[Scenario], seed: int = 0) -> list[Scenario]:
    """The words of each sentence in random order; a claim is as many words as before, from a random place in it."""
    return [_shuffled(scenario, np.random.default_rng((seed, i))) for i, scenario in enumerate(material)]


MORE = "We also have sixty brand colors for your dashboard and a free coffee mug for every team."
UNASKED = ("sixty brand colors for your dashboard", "a free coffee mug for every team")


def longer(scenario: Scenario) -> Scenario:
    """The pitch with one sentence more, of two things that nobody asked for and no catalogue knows."""
    pitch, n = scenario.pitch, max(s.n for s in scenario.pitch.sentences) + 1
    start = len(pitch.text)
    sentences = (*pitch.sentences, Sentence(n=n, start=start, end=start + len(MORE)))
    places = [(words, start + MORE.index(words)) for words in UNASKED]
    more = [Claim(id=f"more{at}", n=n, text=words, start=at, end=at + len(words)) for words, at in places]
    longer = Pitch(text=pitch.text + MORE + "\n", sentences=sentences)
    return replace(scenario, pitch=longer, claims=(*scenario.claims, *more))


def parts(material: Sequence[Scenario], claims: int, statements: int, seed: int = 0) -> list[Scenario]:
    """Of each pitch so many claims before so many of the prospect's statements, or all where there are fewer; drawn at
    random."""
    draw, out = np.random.default_rng(seed), []
    for scenario in material:
        shape = scenario.gold.answers.shape
        rows, columns = (
            np.sort(draw.permutation(n)[:most]) for n, most in zip(shape, (claims, statements), strict=True)
        )
        out.append(part(scenario, rows, columns))
    return out


def crowded(material: Sequence[Scenario], statements: int, seed: int = 0) -> list[Scenario]:
    """Each prospect with what people of other trades said after it, so many statements in all: of that, the pitch
    answers nothing."""
    draw, out = np.random.default_rng(seed), []
    for scenario in material:
        own = scenario.profile.statements
        others = [one for s in material if s.industry != scenario.industry for one in s.profile.statements]
        wanted = draw.permutation(len(others))[: max(statements - len(own), 0)]
        more = [others[i].model_copy(update={"id": f"other{n}"}) for n, i in enumerate(wanted.tolist())]
        nothing, gold = np.zeros((len(scenario.claims), len(more))), scenario.gold
        links = {name: np.concatenate([getattr(gold, name), nothing], 1) for name in ("answers", "aggravates")}
        profile = scenario.profile.model_copy(update={"statements": (*own, *more)})
        out.append(replace(scenario, profile=profile, gold=replace(gold, **links)))
    return out


def part(scenario: Scenario, rows: np.ndarray, columns: np.ndarray) -> Scenario:
    """The claims and statements in those places alone, and what the readers said of them."""
    said, gold = scenario.profile.statements, scenario.gold
    links = {name: getattr(gold, name)[np.ix_(rows, columns)] for name in ("answers", "aggravates")}
    return replace(
        scenario,
        claims=tuple(scenario.claims[i] for i in rows),
        profile=scenario.profile.model_copy(update={"statements": tuple(said[j] for j in columns)}),
        gold=replace(gold, relevance=gold.relevance[rows], **links),
    )


def followed(material: Sequence[Scenario]) -> list[Scenario]:
    """Each pitch with one of another trade after it, of which its prospects asked for nothing."""
    bases, out = list(dict.fromkeys(s.base for s in material)), []
    for scenario in material:
        others = [s for s in material if s.industry != scenario.industry]
        out.append(_followed(scenario, others[bases.index(scenario.base) % len(others)]))
    return out


def _followed(scenario: Scenario, other: Scenario) -> Scenario:
    """Both as one text, with the features of both."""
    moved, n = len(scenario.pitch.text), max(s.n for s in scenario.pitch.sentences)

    def later(one: Piece) -> Piece:
        return one.model_copy(update={"n": one.n + n, "start": one.start + moved, "end": one.end + moved})

    sentences = (*scenario.pitch.sentences, *map(later, other.pitch.sentences))
    claims = [later(one).model_copy(update={"id": f"other{one.id}"}) for one in other.claims]
    features = {one.name: one for one in (*other.catalogue.features, *scenario.catalogue.features)}
    nothing, gold = np.zeros((len(claims), len(scenario.profile.statements))), scenario.gold
    links = {name: np.concatenate([getattr(gold, name), nothing]) for name in ("answers", "aggravates")}
    return replace(
        scenario,
        pitch=Pitch(text=scenario.pitch.text + other.pitch.text, sentences=sentences),
        claims=(*scenario.claims, *claims),
        catalogue=scenario.catalogue.model_copy(update={"features": tuple(features.values())}),
        gold=replace(gold, relevance=np.concatenate([gold.relevance, nothing[:, 0]]), **links),
    )


def _shuffled(scenario: Scenario, draw: np.random.Generator) -> Scenario:
    text, sentences, starts = "", [], {}
    for sentence in scenario.pitch.sentences:
        words = draw.permutation(sentence.of(scenario.pitch.text).split()).tolist()
        starts[sentence.n] = (len(text), words)
        line = " ".join(words)
        sentences.append(Sentence(n=sentence.n, start=len(text), end=len(text) + len(line)))
        text += line + "\n"
    claims = [_claim(claim, *starts[claim.n], draw) for claim in scenario.claims]
    return replace(scenario, pitch=Pitch(text=text, sentences=tuple(sentences)), claims=tuple(claims))


def _claim(claim: Claim, start: int, words: Sequence[str], draw: np.random.Generator) -> Claim:
    count = min(len(claim.text.split()), len(words))
    first = int(draw.integers(len(words) - count + 1))
    at = start + sum(len(w) + 1 for w in words[:first])
    text = " ".join(words[first : first + count])
    return Claim(id=claim.id, n=claim.n, text=text, start=at, end=at + len(text), kind=claim.kind)
