"""From word pieces to spans: windows, paths and the words they mark."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tokenizers import Tokenizer, models, pre_tokenizers

from pitchcheck.judge.tagger import (
    OVERLAP,
    WINDOW,
    Mark,
    Tag,
    Tagger,
    best_path,
    gelu,
    joined_in_words,
    log_softmax,
    pieces,
    runs,
    says_something,
    whole_words,
    windows,
    without_joints,
)

WIDTH = 8


def words() -> Tokenizer:
    """A tokenizer that knows four words and gives every other the same id."""
    tokenizer = Tokenizer(
        models.WordLevel({"[UNK]": 200, "we": 201, "do": 202, "sso": 203, "logs": 204}, unk_token="[UNK]")  # noqa: S106
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    return tokenizer


class Alphabet:
    """A network whose vector of a piece is its id alone; counts what it reads."""

    def __init__(self) -> None:
        self.read: list[list[int]] = []

    def vectors(self, ids):  # type: ignore[no-untyped-def]
        """One row a piece, with a 1 in the column of its word."""
        self.read.append(list(ids))
        return np.eye(WIDTH, dtype=np.float32)[[max(0, i - 200) if i >= 200 else 7 for i in ids]]


def reader(network: Alphabet) -> Tagger:
    """Marks "sso" and "logs" as beginnings, and "do" as what goes on."""
    tags = np.zeros((WIDTH, 6), np.float32)
    tags[:, 0] = tags[:, 3] = 5
    for word, tag in ((3, Tag.BEGIN), (4, Tag.BEGIN), (2, Tag.INSIDE)):
        tags[word, [0, 3]] = 0
        tags[word, [tag, 3 + tag]] = 5
    heads = {
        "tags.weight": tags,
        "tags.bias": np.zeros(6, np.float32),
        "inner.weight": np.ones((2 * WIDTH, 4), np.float32),
        "inner.bias": np.zeros(4, np.float32),
        "span.weight": np.zeros((4, 13), np.float32),
        "span.bias": np.zeros(13, np.float32),
    }
    return Tagger(network, words(), heads, dict.fromkeys(("rep", "prospect", "notes"), 0.0))  # type: ignore[arg-type]


@given(hnp.arrays(np.float64, st.tuples(st.integers(1, 40), st.just(3)), elements=st.floats(-20, 0)))
def test_inside_never_follows_outside(tags: np.ndarray) -> None:
    """A span begins with a begin, whatever the scores; and no lawful path scores higher where few are possible."""
    path = best_path(tags)
    assert path[0] != Tag.INSIDE
    assert all((a, b) != (Tag.OUTSIDE, Tag.INSIDE) for a, b in pairwise(path))
    if len(tags) == 2:
        lawful = [(a, b) for a in (0, 1) for b in range(3) if (a, b) != (0, 2)]
        assert tags[[0, 1], path].sum() == pytest.approx(max(tags[0, a] + tags[1, b] for a, b in lawful))


def test_reluctance_drops_doubtful_spans_whole() -> None:
    """What beginning a span costs drops the doubtful one; a sure one keeps all its words."""
    tags = np.log(np.array([[0.45, 0.55, 0.0001], [0.9, 0.05, 0.05]]))
    assert runs(best_path(tags)) == [(0, 1)]
    assert runs(best_path(tags, reluctance=1.0)) == []
    sure = np.log(np.array([[0.1, 0.9, 0.0001], [0.45, 0.0001, 0.55]]))
    assert runs(best_path(sure, reluctance=1.0)) == [(0, 2)]


def test_runs_are_the_marked_stretches() -> None:
    """Two begins in a row are two spans."""
    assert runs([0, 1, 2, 2, 0, 1, 1, 2]) == [(1, 4), (5, 6), (6, 8)]


@given(st.text(alphabet="we do\n", max_size=300))
def test_pieces_point_into_the_text(text: str) -> None:
    """Every piece's offsets hold what it was made of; a line break is a piece of its own."""
    ids, offsets = pieces(words(), text)
    assert len(ids) == len(offsets)
    assert sum(i == Mark.LINE for i in ids) == text.count("\n")
    assert all(text[a:b] == "\n" for i, (a, b) in zip(ids, offsets, strict=True) if i == Mark.LINE)


@given(st.integers(1, 1500), st.integers(0, 400))
def test_windows_cover_a_long_text_and_overlap(count: int, before: int) -> None:
    """Every piece stands in a window, none is longer than the encoder was trained for, and neighbours share pieces."""
    found = list(windows(words(), Mark.NOTES, "we " * count, ((Mark.REP, "do " * before),)))
    assert all(len(window.ids) <= WINDOW for window in found)
    covered = {window.first + i for window in found for i in range(len(window.offsets))}
    assert covered == set(range(count))
    for one, other in pairwise(found):
        assert other.first == one.first + len(one.offsets) - OVERLAP


def test_marked_spans_are_quoted_with_their_place() -> None:
    """ "sso do" is one span from its begin to what goes on; offsets point into the text as it was given."""
    text = "we  sso do, we\nlogs"
    found = reader(Alphabet()).marked(Mark.REP, text)
    assert [text[one.start : one.end] for one in found] == ["sso do", "logs"]
    assert all(0.5 < one.probability <= 1 for one in found)


def test_a_long_text_is_marked_the_same_throughout() -> None:
    """A span in the overlap of two windows is found once."""
    text = "we we we we sso do " * 200
    assert len(reader(Alphabet()).marked(Mark.NOTES, text)) == 200


def test_what_was_read_is_not_read_again() -> None:
    """After an edit only the sentence that changed, and the one after it, go through the network."""
    network = Alphabet()
    one = reader(network)
    for _ in range(3):
        one.marked(Mark.REP, "we do", ((Mark.REP, "logs"),))
    assert len(network.read) == 1


@pytest.mark.parametrize("text", ["", " ", "\t"])
def test_nothing_to_read_is_no_span(text: str) -> None:
    """An empty text has no claims, and is no statement."""
    assert reader(Alphabet()).marked(Mark.REP, text) == []
    assert reader(Alphabet()).whole(text) is None


@given(st.text(max_size=30), st.data())
def test_spans_grow_to_whole_words_and_shrink_to_them(text: str, data: st.DataObject) -> None:
    """No mark starts or ends inside a word, on a space, or on a comma; it never leaves the text."""
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    end = data.draw(st.integers(start + 1, len(text) + 1).filter(lambda e: e <= len(text))) if text else 0
    if start >= end:
        return
    (span,) = whole_words(text, [(start, end)])
    if span is None:
        assert not any(letter.isalnum() for letter in text[start:end])
        return
    assert 0 <= span[0] < span[1] <= len(text)
    assert not (span[0] > 0 and text[span[0] - 1].isalnum() and text[span[0]].isalnum())
    assert text[span[0] : span[1]].strip(" ,") == text[span[0] : span[1]]


@pytest.mark.parametrize(
    ("text", "marked", "whole"),
    [
        ("we have 24/7 chat", "24", "24/7"),
        ("an e-mail a day, free", "mail a day,", "e-mail a day"),
        ("costs 1,140 pounds. Next", "40 pounds.", "1,140 pounds."),
        ("“Dana’s team”, he said", "“Dana", "Dana’s"),
        ("not replacing it (IT, Joan)", "replacing it (", "replacing it"),
        ("we move it (free)", "it (free)", "it (free)"),
        ("invoicing,payroll and more", "payroll", "payroll"),
        ("one map shows every van.We call", "every va", "every van"),
        ("it runs on example.com daily", "runs on example", "runs on example.com"),
    ],
)
def test_what_a_word_is(text: str, marked: str, whole: str) -> None:
    """Numbers, hyphens and apostrophes hold a word together; commas and quotation marks at its edge do not."""
    start = text.index(marked)
    (span,) = whole_words(text, [(start, start + len(marked))])
    assert span
    assert text[slice(*span)] == whole


@pytest.mark.parametrize(
    ("text", "marked", "whole"),
    [
        ("Variable-rate maps please", ["Variable", "-rate maps"], ["Variable-rate maps"]),
        ("we cap it at 1,140 pounds", ["cap it at 1", "140 pounds"], ["cap it at 1,140 pounds"]),
        ("it doesn’t lock you in", ["doesn", "t lock you in"], ["doesn’t lock you in"]),
        (
            "invoicing,payroll,time tracking",
            ["invoi", "payroll", "time tracking"],
            ["invoicing", "payroll", "time tracking"],
        ),
        ("maps/route planning/instant bills", ["maps/", "/instant"], ["maps", "instant"]),
    ],
)
def test_what_is_marked_in_two_words_is_two(text: str, marked: list[str], whole: list[str]) -> None:
    """A word that is marked in two is one, with what stands beside it; things of a list are told apart."""
    places = [(text.index(one), text.index(one) + len(one)) for one in marked]
    assert [text[slice(*span)] for span in _apart(text, places) if span] == whole


def _apart(text: str, marked: list[tuple[int, int]]) -> list[tuple[int, int] | None]:
    joined = joined_in_words(text, marked, [(i, i + 1) for i in range(len(marked))])
    return whole_words(text, [(marked[first][0], marked[last - 1][1]) for first, last in joined])


WITHOUT_SPACES = st.lists(
    st.sampled_from(["we", "SSO", "24", "é", "한", "x", *"/-'’.,&@ –\n)("]), min_size=1, max_size=24
).map("".join)


@given(WITHOUT_SPACES, st.data())
def test_no_two_spans_overlap(text: str, data: st.DataObject) -> None:
    """Whatever is marked and whatever space is missing: spans stay in order and apart, each in what was marked."""
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    marked = [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False) if start < end]
    spans = [span for span in _apart(text, marked) if span]
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    alone = [whole_words(text, [span])[0] for span in marked]
    assert all(any(one and one[0] <= at < one[1] for one in alone) for span in spans for at in _letters(text, span))


def _letters(text: str, span: tuple[int, int]) -> list[int]:
    return [at for at in range(*span) if text[at].isalnum()]


@pytest.mark.parametrize(
    ("marked", "kept"),
    [
        ("real driving times, so", "real driving times"),
        ("real driving times, so they", "real driving times"),
        ("real driving times so they", "real driving times"),
        ("nobody types it twice and they", "nobody types it twice"),
        ("you sleep because they", "you sleep"),
        ("no fee, but it", "no fee"),
        ("one list for us and you", "one list for us and you"),
        ("one list for finance, HR, and IT", "one list for finance, HR, and IT"),
        ("it texts the driver, and you", "it texts the driver, and you"),
        ("if you don't say so it goes out", "if you don't say so it goes out"),
        ("and we text your customers", "we text your customers"),
        ("So, you never wait and", "you never wait"),
        ("back in a week or so", "back in a week or so"),
        ("android phones and sound", "android phones and sound"),
        ("and, so", "and, so"),
    ],
)
def test_what_joins_a_claim_to_its_neighbours_is_no_part_of_it(marked: str, kept: str) -> None:
    """Nobody's reason to buy is "and" or ", so"; a span is never emptied."""
    text = f"Yes, {marked} there."
    assert text[slice(*without_joints(text, 5, 5 + len(marked)))] == kept


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ("you get", False),
        ("We've", False),
        ("at", False),
        ("…", False),
        ("no", True),
        ("SSO", True),
        ("24/7", True),
        ("我们", True),
    ],
)
def test_small_words_alone_say_nothing(part: str, says: bool) -> None:
    """A slip of the tagger is no claim and no statement."""
    assert says_something(part) is says


def test_the_small_functions_are_what_they_say() -> None:
    """GELU at 0 and far out, and probabilities that add up."""
    assert gelu(np.array([0.0, 10.0, -10.0])) == pytest.approx([0, 10, 0], abs=1e-6)
    assert np.exp(log_softmax(np.array([[1.0, 2.0, 3.0]]))).sum() == pytest.approx(1)
