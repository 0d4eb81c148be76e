"""What is read around a claim, and what its vector may depend on."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.encoder import CONTEXT, Words, covered, encoder, in_context, unit, weights_sha256

words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=400)


@given(before=words, sentence=words)
def test_the_sentence_stands_where_its_context_says(before: str, sentence: str) -> None:
    """A claim's offsets in its sentence, moved by the start that comes back, mark the same words in the context."""
    context, start = in_context(before, sentence)
    assert context[start:] == sentence
    assert start <= CONTEXT + 1


def test_only_whole_words_of_the_sentence_before_are_read() -> None:
    """A long sentence before is cut at a space, so that no half word is read."""
    context, start = in_context("anaesthetist " * 40, "It locks itself.")
    assert set(context[:start].split()) == {"anaesthetist"}


def test_weights_are_named_by_all_of_their_bytes(tmp_path: Path) -> None:
    """One changed byte, or one renamed file, is another judge."""
    seen = set()
    for name, content in (("a", b"1"), ("a", b"2"), ("b", b"2")):
        folder = tmp_path / f"{name}{content.decode()}"
        folder.mkdir()
        (folder / name).write_bytes(content)
        seen.add(weights_sha256(folder))
    assert len(seen) == 3


@st.composite
def told(draw: st.DrawFn) -> list[tuple[np.ndarray, np.ndarray]]:
    """A few texts, each of a few words: vectors of length 1, and weights that sum to 1."""
    lengths = draw(st.lists(st.integers(1, 4), min_size=1, max_size=4))
    random = np.random.default_rng(draw(st.integers(0, 999)))
    some = [(unit(random.normal(size=(n, 5)).astype(np.float32)), random.random(n).astype(np.float32)) for n in lengths]
    return [(vectors, weights / weights.sum()) for vectors, weights in some]


def packed(texts: list[tuple[np.ndarray, np.ndarray]]) -> Words:
    """These texts one after the other."""
    vectors, weights = (np.concatenate([text[i] for text in texts]) for i in (0, 1))
    return Words(vectors, weights, np.cumsum([0] + [len(text[1]) for text in texts[:-1]]))


@given(told(), told())
def test_a_text_is_covered_by_the_best_word_for_each_of_its_own(
    these: list[tuple[np.ndarray, np.ndarray]], others: list[tuple[np.ndarray, np.ndarray]]
) -> None:
    """Each word's nearest one in the other text, by its weight, and the same the other way."""
    there, back = covered(packed(these), packed(others))
    for i, (a, weights_a) in enumerate(these):
        for j, (b, weights_b) in enumerate(others):
            cosines = a @ b.T
            assert there[i, j] == pytest.approx((cosines.max(1) * weights_a).sum(), abs=1e-5)
            assert back[i, j] == pytest.approx((cosines.max(0) * weights_b).sum(), abs=1e-5)


def test_rare_words_count_and_a_text_covers_itself() -> None:
    """What everybody says weighs little: "invoice" outweighs "the"; punctuation alone is still a text."""
    read = encoder().read(["the invoice", "..."]).words
    assert read.weights[: read.starts[1]].argmax() == read.starts[1] - 1
    there, back = covered(read, read)
    assert there.diagonal() == pytest.approx([1, 1], abs=1e-3)
    assert back.diagonal() == pytest.approx([1, 1], abs=1e-3)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(["We type it twice.", "No lock-in", "", "2019?", "a mobile app"]), min_size=1))
def test_words_do_not_depend_on_what_is_read_beside_them(texts: list[str]) -> None:
    """A text's words are the same bytes alone and among others, and it has at least one."""
    together = encoder().read(texts).words
    ends = [*together.starts[1:], len(together.weights)]
    for text, start, end in zip(texts, together.starts, ends, strict=True):
        alone = encoder().read([text]).words
        assert end > start
        assert (together.vectors[start:end] == alone.vectors).all()
        assert (together.weights[start:end] == alone.weights).all()


def test_nothing_read_has_no_words() -> None:
    """No texts: no vectors, and nothing to compare."""
    nothing = encoder().read([])
    assert nothing.whole.shape[0] == len(nothing.words.starts) == 0
