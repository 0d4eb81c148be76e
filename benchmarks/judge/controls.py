"""Negative controls: what the judge says where there is nothing to find, and of one thing more that nobody wants."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.judge.material import Scenario
from pitchcheck.pitch import Claim, Pitch, Sentence


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
