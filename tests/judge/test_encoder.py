"""What is read around a claim, and what its vector may depend on."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pitchcheck.judge.encoder import (
    CONTEXT,
    WEIGHTS,
    Network,
    Table,
    Words,
    covered,
    encoder,
    in_context,
    table,
    unit,
    weights_sha256,
)
from pitchcheck.pitch import InputError

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


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 30521), min_size=3, max_size=3), min_size=1, max_size=5))
def test_words_are_looked_up_each_by_itself(texts: list[list[int]]) -> None:
    """In any company a word is its row times its row's scale, to the last bit as a graph with words multiplies them."""
    known = table(WEIGHTS)
    found = known.vectors(np.array(texts))
    assert found.dtype == np.float32
    for ids, vectors in zip(texts, found, strict=True):
        for one, vector in zip(ids, vectors, strict=True):
            assert np.array_equal(vector, known.rows[one].astype(np.float32) * known.scales[one])
            assert np.array_equal(vector, known.vectors(np.array(one)))


def test_a_words_table_is_opened_once_a_process() -> None:
    """All networks of one folder share it."""
    assert table(WEIGHTS) is table(WEIGHTS.parent / WEIGHTS.name)


@pytest.mark.parametrize(("name", "shared"), [("encoder.onnx", True), ("tagger.onnx", False)])
def test_a_network_reads_alike_with_its_own_words_and_with_shared_ones(name: str, shared: bool) -> None:
    """Alone, together, ahead and after a rest: a text's vectors are the same bytes, and not another text's."""
    network = Network(WEIGHTS / name, table(WEIGHTS) if shared else None)
    texts = [[101, 2057, 2828, 102], [101, 2009, 7889, 102], [101, 102]]
    alone = [network.vectors(ids) for ids in texts]
    together = network.together(texts[:2])
    assert together.shape == (2, 4, 384)
    assert not np.array_equal(*together)
    network.rest()
    with network.ahead(texts):
        for ids, found in zip(texts, alone, strict=True):
            assert np.array_equal(network.vectors(ids), found)
    assert all(np.array_equal(*pair) for pair in zip(together, alone[:2], strict=True))


def test_words_come_from_the_table_it_is_given() -> None:
    """With two words' rows changed about, a network reads each for the other."""
    known, swapped = table(WEIGHTS), np.arange(len(table(WEIGHTS).rows))
    swapped[[2057, 7889]] = 7889, 2057
    other = Network(WEIGHTS / "encoder.onnx", Table(known.rows[swapped], known.scales[swapped]))
    network = Network(WEIGHTS / "encoder.onnx", known)
    assert np.array_equal(other.vectors([101, 2057, 102]), network.vectors([101, 7889, 102]))


@pytest.mark.parametrize("name", ["encoder.onnx", "table.npz"])
def test_missing_weights_are_named(name: str, tmp_path: Path) -> None:
    """Half an installation says which file it lacks and what to do."""
    with pytest.raises(InputError, match=rf"there is no .*{name}\. Install pitchcheck again"):
        Network(tmp_path / name) if name == "encoder.onnx" else table(tmp_path)


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
