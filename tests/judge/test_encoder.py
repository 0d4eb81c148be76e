"""What is read around a claim, and what its vector may depend on."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pitchcheck.judge.encoder import CONTEXT, in_context, weights_sha256

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
