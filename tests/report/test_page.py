"""The HTML and Markdown reports: what they say, and that nothing a person typed becomes markup."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pitchcheck.profile import Force
from pitchcheck.report import html, markdown
from pitchcheck.report.facts import printable
from pitchcheck.review import Override, Review, figures, overridden, refigure
from tests.builders import story
from tests.report.story import hostile, review

ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %}",
    "<!-- -->]]>",
    "javascript:alert(1)",
    "| a | b |",
    "![x](http://evil.example/x.png) [y](javascript:alert(1)) <http://evil.example> www.evil.example me@evil.example",
    "**bold** _it_ `code` ~~gone~~ # heading",
    "\u202egnp.exe \x00\x1b[31m\x7f",
    "=HYPERLINK(1)",
    "שלום עולם 🙂 مرحبا 你好",
)
typed = st.text(max_size=60).map(lambda text: f"x{text}")


class Skeleton(HTMLParser):
    """Every tag with the names of its attributes, and every text, as a browser would read them."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, tuple[str, ...]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the tag and the names of its attributes."""
        self.tags.append((tag, tuple(name for name, _ in attrs)))

    def handle_data(self, data: str) -> None:
        """Keep the text."""
        self.texts.append(data)


def silent() -> Review:
    """A review of a thin profile: nothing they said holds Dana back, so there is no figure."""
    profile = review().profile
    thin = profile.model_copy(update={"statements": profile.by_force(Force.PUSH)})
    return review().model_copy(update={"profile": thin, "figures": None, "silent_because": ("Ask what worries them.",)})


def likely() -> str:
    """The interval of the story's review in words."""
    found = review().figures
    assert found is not None
    return f"of 100, likely {found.interval[0]:.0f} to {found.interval[1]:.0f}"


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text_in_html(attack: str) -> None:
    """Whatever is typed into any field, the page has the same tags and attributes as with a harmless word."""
    assert Skeleton(html(hostile(attack))).tags == Skeleton(html(hostile("word"))).tags


@pytest.mark.parametrize("end", ["\v", "\f", "\r", "\r\n", "\x1c", "\x85", "\u2028"])
def test_words_on_two_lines_stay_two_words(end: str) -> None:
    """Whatever ends the line: a slide's titles are broken with a vertical tab, old systems write U+0085."""
    assert printable(f"Stop typing{end}See every van") == "Stop typing\nSee every van"


@given(typed)
@settings(max_examples=25, deadline=None)
def test_any_text_stays_text_in_html(text: str) -> None:
    """The same for text that nobody thought of."""
    assert Skeleton(html(hostile(text))).tags == Skeleton(html(hostile("word"))).tags


def test_html_shows_the_very_words() -> None:
    """A quote with markup in it is read as it was said."""
    assert "<b>cheap & nice</b>" in Skeleton(html(hostile("<b>cheap & nice</b>"))).texts


def test_html_needs_nothing_and_runs_nothing() -> None:
    """No script, nothing fetched, one style sheet that the policy names by its digest."""
    page = html(review())
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in page
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in Skeleton(page).tags}
    assert not re.search(r"(?:src|href)=\"(?!#)", page)
    assert not re.search(r"url\(|@import|\sstyle=|\son\w+=", page)


def test_html_links_lead_somewhere() -> None:
    """Every number on the chart, the pitch and the board opens a claim of the table."""
    page = html(review())
    assert set(re.findall(r'href="#([^"]+)"', page)) == {f"claim-{n}" for n in range(1, 16)}
    assert set(re.findall(r'<tr id="([^"]+)"', page)) == {f"claim-{n}" for n in range(1, 16)}


def test_html_begins_with_the_headline_and_carries_what_a_manager_asks() -> None:
    """Headline first; then the figure with its interval, every quote, flag and who judged."""
    page = html(review())
    text = " ".join("".join(Skeleton(page).texts).split())
    assert text.index(" of what you say.") < text.index("Pitch relevance") < text.index("What moves them")
    for words in ("57 of 100, likely 44 to 60", "10,447 USD", "Leave the term out", "Their board wants names."):
        assert words in text
    for found in (*review().profile.statements, *(reading.claim for reading in review().readings)):
        assert found.text in text
    for version in (review().judge.weights, review().judge.catalogue, review().judge.version):
        assert str(version) in text


THREE_TO_TWO = """push: We type it twice.
push: We call everybody.
push: Nobody asks us.
habit: I keep a binder.
habit: I know them all."""


@pytest.mark.parametrize(
    ("said", "pitch", "told"),
    [
        ("push: We type it twice.", "We have [an app].", "Nothing pulls yet"),
        ("push: We type it twice.\nhabit: I keep a binder.", "We have [an app].", "What still holds them is stronger"),
        ("push: We type it twice.\nhabit: I keep a binder.", "[It types](s1).", "The rope is about even"),
        ("push: We type it twice.\nno: No cloud.", "[It types](s1).", "What you answered draws them"),
        (THREE_TO_TWO, "[It types](s1). [It calls](s2). [It asks](s3).", "What you answered draws them"),
    ],
)
def test_which_way_the_rope_goes(said: str, pitch: str, told: str) -> None:
    """In a sentence; where nothing pulls at either end it is not said that something does."""
    assert told in markdown(story(f"{said}\n---\n{pitch}"))


def test_the_marked_pitch_is_the_pitch() -> None:
    """Marks are drawn on the very words: without the numbers the text is what was typed."""
    pitch = re.search(r'<div class="pitch" dir="auto">(.*?)</div>', html(review()), re.DOTALL)
    assert pitch is not None
    without = re.sub(r"<a .*?</a>", "", pitch[1], flags=re.DOTALL)
    assert "".join(Skeleton(without).texts) == review().pitch.text


@pytest.mark.parametrize("write", [html, markdown])
def test_a_silent_review_says_what_to_find_out(write: Callable[[Review], str]) -> None:
    """Without a figure there is no chart and no number, but the question to ask."""
    page = write(silent())
    assert "Ask what worries them." in page
    assert "of 100" not in page
    assert 'class="chart"' not in page


@pytest.mark.parametrize("write", [html, markdown])
def test_a_pitch_without_claims_says_so(write: Callable[[Review], str]) -> None:
    """An empty review is a page too."""
    none = refigure(review().model_copy(update={"readings": (), "flags": ()}))
    page = write(none)
    assert "No claims were found in this pitch." in page


@pytest.mark.parametrize("write", [html, markdown])
def test_people_and_ticks_are_shown(write: Callable[[Review], str]) -> None:
    """A claim ticked off has no points; a person's word is named, and the judge's own figure stands beside it."""
    word = Override(claim="c4", to="s4", relation=None, by="Sam Okafor")
    changed = overridden(review().readings, [word])
    both = review().model_copy(update={"readings": changed, "judged": review().readings, "overrides": (word,)})
    page = write(refigure(both, both.kept - {"c10"}))
    assert "ticked off" in page
    alone = figures([r for r in review().readings if r.claim.id != "c10"], review().profile).relevance
    assert f"by the judge alone pitch relevance is {alone:.0f}" in page


@pytest.mark.parametrize("write", [html, markdown])
def test_the_same_review_gives_the_same_bytes(write: Callable[[Review], str]) -> None:
    """No clock and no chance in a report."""
    assert write(review()) == write(Review.model_validate_json(review().model_dump_json()))


def tokens(text: str) -> list[str]:
    """What a Markdown reader sees, without the words; two words or one make no difference."""
    kinds = []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        kinds += [token.type, *(child.type for child in token.children or () if child.type != "text")]
    return kinds


@pytest.mark.parametrize("attack", ATTACKS)
def test_hostile_text_stays_text_in_markdown(attack: str) -> None:
    """Whatever is typed, the document has the same headings, lists, tables and nothing else."""
    assert tokens(markdown(hostile(attack))) == tokens(markdown(hostile("word")))


@given(st.text(max_size=60).map(lambda text: f"x{' '.join(text.split())}"))
@settings(max_examples=25, deadline=None)
def test_any_text_stays_text_in_markdown(text: str) -> None:
    """The same for text that nobody thought of."""
    assert tokens(markdown(hostile(text))) == tokens(markdown(hostile("word")))


@pytest.mark.parametrize(
    "line", ["# heading", "- item", "1. item", "---", "===", "> quote", "```", "    code", "+ item"]
)
def test_lines_of_a_pitch_are_not_markup(line: str) -> None:
    """A bullet or a rule in the pitch is shown as it was typed."""
    kinds = tokens(markdown(hostile(f"word\n{line}\nword")))
    plain = tokens(markdown(hostile("word\nword word\nword")))
    assert kinds == plain


def test_markdown_reads_well() -> None:
    """The board and the table in words a coach would send."""
    text = markdown(review())
    assert "- ▲ “We're not signing for three years. I did that once, with the phones.” (buyer): run into by 15" in text
    assert "| 3 | “one page with all your clinics on it” | tied |" in text
    assert "**an AI assistant** (6 unasked), **custom dashboards** (7 unasked, not sure)" in text
