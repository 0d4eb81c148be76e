"""A review as a PDF for print: A4, the chart drawn with a pen, every script and emoji from fonts that ship along.

Text goes onto the page as text and nothing else: fpdf2's Markdown is off, and :func:`drawn` takes out what no
page may carry and marks what no shipped font can draw.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import as_file, files
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Literal, cast

from pitchcheck.advice import percent
from pitchcheck.board import Line, Standing
from pitchcheck.profile import Force
from pitchcheck.report.facts import Facts, Row, facts, listed, points, printable, who_said
from pitchcheck.report.page import FORCES, GLOSSARY, balance_in_words, stands
from pitchcheck.report.plot import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Mark, Plot, plot, x_of
from pitchcheck.review import Flag, Review, Severity

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from fpdf import FPDF
    from fpdf.fonts import FontFace

Colour = tuple[int, int, int]

INK: Colour = (29, 27, 24)
SOFT: Colour = (92, 87, 78)
RULE: Colour = (214, 207, 194)
ROPE: Colour = (176, 141, 87)
PAPER: Colour = (255, 255, 255)
WASH: Colour = (247, 244, 238)
COLOURS: dict[str, Colour] = {"tied": (27, 111, 179), "unasked": (168, 86, 0), "worse": (138, 28, 92)}
SIGNS = {"tied": "●", "unasked": "■", "worse": "▼"}
STANDINGS = {Standing.ANSWERED: "tied", Standing.WORSE: "worse"}
SEVERITIES = {Severity.ERROR: COLOURS["worse"], Severity.WARNING: COLOURS["unasked"], Severity.NOTE: SOFT}

MARGIN = 15.0
PAGE = 180.0
CHART = 112.0
LONGEST = 500
OWN = ("sans", "bold", "serif")
LENT = ("symbols", "hebrew", "arabic", "thai", "devanagari", "emoji", "cjk")
SHAPED = frozenset({"hebrew", "arabic", "thai", "devanagari"})
MISSING = "\ufffd"
NO_DATE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def pdf(review: Review, *, made: dt.datetime | None = None) -> bytes:
    """The review as a PDF. The same review gives the same bytes; ``made`` is the date it carries, if it is to."""
    found = facts(review)
    page = sheet(review.model_dump_json(), made)
    page.set_title(drawn(f"{found.title} for {found.prospect}"))
    _top(page, found)
    _figures(page, found)
    chart = plot(found.rows)
    if chart:
        _chart(page, chart, found)
    for part in (_pitch, _board, _flags, _claims, _about):
        part(page, found)
    return bytes(page.output())


def sheet(text: str, made: dt.datetime | None) -> FPDF:
    """An empty document with the fonts that all of ``text`` needs; ``made`` is the date it carries, if it is to."""
    from fpdf import FPDF

    class Sheet(FPDF):
        """A numbered page that names its font before each line.

        fpdf2 2.8.9 names it inside a line's own graphics state where the line begins with a lent font, and forgets
        it after: the next line is then drawn with another font's glyphs.
        """

        def _name_font(self) -> None:
            if self.current_font is not None and not self.current_font_is_set_on_page:
                self._out(self._set_font_for_page(self.current_font, self.font_size_pt))

        def _render_styled_text_line(self, *args: Any, **options: Any) -> bool:
            self._name_font()
            return super()._render_styled_text_line(*args, **options)

        def add_page(self, *args: Any, **options: Any) -> None:
            super().add_page(*args, **options)
            self._name_font()

        def footer(self) -> None:
            self.set_y(-11)
            font(self, 8, SOFT)
            self.cell(0, 5, f"pitchcheck · page {self.page_no()} of {{nb}}", align="R")

    page = Sheet(format="A4")
    page.set_creation_date(made or NO_DATE)
    page.set_lang("en")
    page.set_margins(MARGIN, 14, MARGIN)
    page.set_auto_page_break(True, 16)
    _add_fonts(page, set(map(ord, text)) | set(map(ord, "".join(SIGNS.values()) + "○−")))
    page.add_page()
    return page


def _add_fonts(page: FPDF, needed: set[int]) -> None:
    """The three text faces, and of the others those with a character that is needed and not yet had."""
    for name, family, style in (("sans", "sans", ""), ("bold", "sans", "B"), ("serif", "serif", "")):
        _add_font(page, family, style, name)
    left, lent = needed - _covered("sans"), []
    for name in LENT:
        if left & _covered(name):
            _add_font(page, name, "", name)
            lent.append(name)
            left -= _covered(name)
    page.set_fallback_fonts(lent, exact_match=False)
    if SHAPED.intersection(lent):
        page.set_text_shaping(use_shaping_engine=True)


def _add_font(page: FPDF, family: str, style: str, name: str) -> None:
    with as_file(_font_file(name)) as path:
        page.add_font(family, style, str(path))


def _font_file(name: str) -> Traversable:
    return files("pitchcheck.report").joinpath("fonts", f"{name}.woff")


@cache
def _covered(name: str) -> frozenset[int]:
    """The code points the shipped font can draw."""
    from fontTools.ttLib import TTFont

    with as_file(_font_file(name)) as path, TTFont(path, lazy=True) as font:
        return frozenset(font.getBestCmap())


@cache
def _drawable() -> frozenset[int]:
    """Every code point some shipped font can draw, and those that draw nothing but steer their neighbours."""
    steering = {ord("\n"), 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFE0E, 0xFE0F}
    return frozenset(steering).union(*(_covered(name) for name in (*OWN, *LENT)))


def drawn(text: str) -> str:
    """The text as it can be drawn: tabs are spaces, and what no font has shows as a replacement mark."""
    known = _drawable()
    clean = printable(text).replace("\t", "    ").replace("\u00ad", "")
    return "".join(character if ord(character) in known else MISSING for character in clean)


def short(text: str, longest: int = LONGEST) -> str:
    """Text for a table's cell, on one line: what would fill a page is cut, and says so."""
    line = " ".join(drawn(text).split())
    return line if len(line) <= longest else f"{line[:longest]}…"


def font(page: FPDF, size: float, colour: Colour = INK, *, family: str = "sans", bold: bool = False) -> None:
    """Name the face for what comes next; size in points."""
    page.set_font(family, "B" if bold else "", size)
    page.set_text_color(*colour)


def say(page: FPDF, text: str, height: float = 5.0, width: float = 0) -> None:
    """A paragraph across the page (or ``width``), the pen left under it."""
    page.multi_cell(width, height, text, align="L", new_x="LMARGIN", new_y="NEXT")


def heading(page: FPDF, title: str, lead: str = "", room: float = 34) -> None:
    """A part's title, on a new page where less than ``room`` mm are left."""
    if page.will_page_break(room):
        page.add_page()
    page.ln(6)
    font(page, 13, bold=True)
    page.start_section(title)
    say(page, title, 6.5)
    if lead:
        font(page, 9, SOFT)
        say(page, lead, 4.6)
    page.ln(1.5)


def _top(page: FPDF, found: Facts) -> None:
    font(page, 9, bold=True)
    page.cell(24, 5, "pitchcheck")
    rep = found.review.pitch.rep
    font(page, 9, SOFT)
    told = f"{short(found.title, 160)} · for {short(found.prospect, 160)}" + (f" · by {short(rep, 80)}" if rep else "")
    page.multi_cell(0, 5, told, align="R", new_x="LMARGIN", new_y="NEXT")
    page.ln(4)
    font(page, 21, family="serif")
    say(page, short(found.headline, 400), 9)
    page.ln(3)


def _figures(page: FPDF, found: Facts) -> None:
    if found.figures is None:
        font(page, 11, bold=True)
        say(page, "Why there is no figure")
        font(page, 10.5)
        for reason in found.review.silent_because:
            say(page, f"• {drawn(reason)}", 5.4)
        return
    if page.will_page_break(26):
        page.add_page()
    boxes, top = _boxes(found), page.get_y()
    page.set_draw_color(*RULE)
    page.line(MARGIN, top, MARGIN + PAGE, top)
    width = PAGE / len(boxes)
    lowest = [_box(page, (MARGIN + i * width, top + 2), width - 3, box) for i, box in enumerate(boxes)]
    page.set_xy(MARGIN, max(lowest) + 2)
    page.line(MARGIN, page.get_y(), MARGIN + PAGE, page.get_y())


def _boxes(found: Facts) -> list[tuple[str, str, str]]:
    """The figures: what each is, the figure, and what it means."""
    figures = found.figures
    if figures is None:
        return []
    low, high = figures.interval
    boxes = [
        ("Pitch relevance", f"{figures.relevance:.0f}", f"of 100, likely {low:.0f} to {high:.0f}"),
        ("Focus", percent(figures.focus), "of what you say is what they asked for"),
        ("Coverage", percent(figures.coverage), "of what they said gets an answer"),
    ]
    if figures.best_cut:
        cut = figures.best_cut[-1].relevance
        boxes.append(("After the best cut", f"{cut:.0f}", f"without {found.best_cut}"))
    if found.in_play:
        boxes.append(("Price in play", short(found.in_play, 24), "of the price rides on what they did not ask for"))
    return boxes


def _box(page: FPDF, at: tuple[float, float], width: float, told: tuple[str, str, str]) -> float:
    """One figure with its name and meaning; the height it ends at."""
    (x, y), (name, figure, meaning) = at, told
    for size, colour, bold, height, text in (
        (8.5, SOFT, False, 4.5, name),
        (17 if len(figure) < 8 else 12, INK, True, 8, figure),
        (8.5, SOFT, False, 4, meaning),
    ):
        page.set_xy(x, y)
        font(page, size, colour, bold=bold)
        page.multi_cell(width, height, text, align="L", new_x="LEFT", new_y="NEXT")
        y = page.get_y()
    return y


def _chart(page: FPDF, chart: Plot, found: Facts) -> None:
    scale = CHART / WIDTH
    page.ln(5)
    if page.will_page_break(HEIGHT * scale):
        page.add_page()
    left, top = MARGIN, page.get_y()
    pen = _Pen(page, left, top, scale)
    pen.frame(chart)
    for mark in chart.marks:
        pen.mark(mark)
    for mark in chart.marks:
        pen.number(mark)
    _legend(page, left + CHART + 6, top + 4, found)
    page.set_xy(MARGIN, top + HEIGHT * scale)


class _Pen:
    """Draws the chart's geometry with its top left corner at ``left``, ``top`` (mm)."""

    def __init__(self, page: FPDF, left: float, top: float, scale: float) -> None:
        self.page, self.left, self.top, self.scale = page, left, top, scale

    def at(self, x: float, y: float) -> tuple[float, float]:
        return self.left + x * self.scale, self.top + y * self.scale

    def line(self, start: tuple[float, float], end: tuple[float, float], colour: Colour, width: float = 0.2) -> None:
        self.page.set_draw_color(*colour)
        self.page.set_line_width(width)
        self.page.line(*self.at(*start), *self.at(*end))

    def text(self, x: float, y: float, text: str, anchor: Literal["start", "middle", "end"] = "middle") -> None:
        """Text whose baseline is at ``y``."""
        width = self.page.get_string_width(text) + 2
        at, base = self.at(x, y)
        self.page.set_xy(at - {"start": 1.0, "middle": width / 2, "end": width - 1}[anchor], base - 3.5)
        self.page.cell(width, 4, text, align="C")

    def frame(self, chart: Plot) -> None:
        for tick, y in chart.ticks:
            self.line((LEFT, y), (RIGHT, y), SOFT if tick == 0 else RULE)
            font(self.page, 7.5, SOFT)
            self.text(LEFT - 5, y + 3.5, f"{tick:+g}".replace("-", "−") if tick else "0", "end")
        self.line((x_of(0.5), TOP), (x_of(0.5), BOTTOM), RULE)
        for corner in chart.quadrants:
            font(self.page, 7.5, SOFT, bold=True)
            self.text(corner.x, corner.y, corner.name, "end" if corner.right else "start")
        self.words()

    def words(self) -> None:
        font(self.page, 7.5, SOFT)
        self.text(x_of(0) + 8, 372, "nothing")
        self.text(x_of(1) - 10, 372, "squarely")
        self.text(x_of(0.5), 390, "relevance: how squarely it answers something they said")
        x, y = self.at(12, 184)
        with self.page.rotation(90, x, y):
            self.text(12, 184, "points gained without it")

    def mark(self, mark: Mark) -> None:
        colour = COLOURS[mark.row.kind]
        if mark.label and mark.far:
            self.line((mark.x, mark.y), mark.label, SOFT, 0.15)
        sure = mark.row.reading.sure
        self.page.set_fill_color(*(colour if sure else PAPER))
        self.page.set_draw_color(*(PAPER if sure else colour))
        self.page.set_line_width(0.25 if sure else 0.5)
        if mark.points:
            self.page.polygon([self.at(x, y) for x, y in mark.points], style="DF")
        else:
            self.page.circle(*self.at(mark.x, mark.y), mark.radius * self.scale, style="DF")

    def number(self, mark: Mark) -> None:
        if mark.label:
            font(self.page, 7.5, bold=True)
            self.text(mark.label[0], mark.label[1] + 4, str(mark.row.n))


def _legend(page: FPDF, x: float, y: float, found: Facts) -> None:
    width = MARGIN + PAGE - x
    page.set_xy(x, y)
    font(page, 11, bold=True)
    page.multi_cell(width, 5.5, "What they would subtract", align="L", new_x="LEFT", new_y="NEXT")
    font(page, 8.5, SOFT)
    told = (
        "High up: pitch relevance rises without it. Far right: they asked for it. Bigger: it takes more of your time."
    )
    page.multi_cell(width, 4.3, told, align="L", new_x="LEFT", new_y="NEXT")
    page.ln(3)
    for kind, words in (("tied", "tied to what they said"), ("unasked", "unasked"), ("worse", "makes it worse")):
        page.set_x(x)
        font(page, 9, COLOURS[kind])
        page.cell(5, 5, SIGNS[kind])
        font(page, 9)
        page.cell(width - 5, 5, words, new_x="LEFT", new_y="NEXT")
    if found.unsure:
        page.set_x(x)
        font(page, 9)
        page.multi_cell(width, 5, "?  and a hollow mark: not sure, ask", align="L")


def _pitch(page: FPDF, found: Facts) -> None:
    heading(page, "What you say", "Each claim is underlined, with its sign and number.")
    for piece in found.marked():
        row = piece.row
        page.set_font("sans", "U" if row else "", 10)
        page.set_text_color(*(COLOURS[row.kind] if row else INK))
        _flow(page, drawn(piece.text))
        if row:
            font(page, 7.5, COLOURS[row.kind], bold=True)
            _flow(page, f" {SIGNS[row.kind]}{row.n}{'' if row.reading.sure else '?'}{'' if row.kept else ' off'}")
    page.ln(6)


def _flow(page: FPDF, text: str) -> None:
    """Text that goes on where the last one ended; a first word that does not fit begins the next line.

    fpdf2 would break such a word in two.
    """
    first = re.match(r"\s?\S*", text)
    width = page.get_string_width(first.group()) if first else 0.0
    if page.get_x() > MARGIN and page.get_x() + width > MARGIN + PAGE - 2 * page.c_margin and width < PAGE / 2:
        page.ln(5.6)
        text = text.removeprefix(" ")
    page.write(5.6, text)


def _board(page: FPDF, found: Facts) -> None:
    moment = found.review.profile.struggling_moment
    lead = f"The moment: “{short(moment)}”" if moment else "Nobody asked when it last went wrong."
    heading(page, "What moves them, and what holds them", lead, room=90)
    _rope(page, found)
    moves, holds = found.board.of(Force.PUSH, Force.PULL), found.board.of(Force.ANXIETY, Force.HABIT)
    _pairs(page, found, moves, holds)
    fence = found.board.of(Force.NO)
    if fence:
        page.ln(2)
        _picket(page)
        _pairs(page, found, fence[::2], fence[1::2])


def _rope(page: FPDF, found: Facts) -> None:
    y, knot = page.get_y() + 9, MARGIN + 6 + (PAGE - 12) * (1 - found.board.balance)
    font(page, 9, bold=True)
    page.cell(PAGE / 2, 5, "Towards the change")
    page.cell(PAGE / 2, 5, "Staying as they are", align="R", new_x="LMARGIN", new_y="NEXT")
    page.set_draw_color(*ROPE)
    page.set_line_width(1.6)
    page.line(MARGIN, y, MARGIN + PAGE, y)
    page.set_draw_color(*SOFT)
    page.set_line_width(0.2)
    page.line(MARGIN + PAGE / 2, y - 3, MARGIN + PAGE / 2, y + 3)
    page.set_fill_color(*INK)
    page.rect(knot - 1.7, y - 2.2, 3.4, 4.4, style="F", round_corners=True, corner_radius=1)
    page.set_fill_color(*COLOURS["worse"])
    page.polygon([(knot - 1.3, y + 2.2), (knot + 1.3, y + 2.2), (knot, y + 5.6)], style="F")
    page.set_xy(MARGIN, y + 5)
    font(page, 9, SOFT)
    page.cell(0, 6, balance_in_words(found), align="C", new_x="LMARGIN", new_y="NEXT")


def _picket(page: FPDF) -> None:
    if page.will_page_break(20):
        page.add_page()
    page.set_fill_color(*ROPE)
    y = page.get_y()
    for i in range(60):
        page.rect(MARGIN + i * PAGE / 60, y, PAGE / 130, 2.4, style="F")
    page.set_y(y + 4)


def _pairs(page: FPDF, found: Facts, left: Sequence[Line], right: Sequence[Line]) -> None:
    """Two columns of statements, side by side, that break over pages row by row."""
    for pair in zip_longest(left, right):
        height = max(_quoted(page, line, found, dry_run=True) for line in pair if line is not None)
        if page.will_page_break(height):
            page.add_page()
        top = page.get_y()
        for line, x in zip(pair, (MARGIN, MARGIN + PAGE / 2 + 2), strict=True):
            if line is not None:
                page.set_xy(x, top)
                _quoted(page, line, found, dry_run=False)
        page.set_xy(MARGIN, top + height + 2)


def _quoted(page: FPDF, line: Line, found: Facts, *, dry_run: bool) -> float:
    """A statement as the board has it, drawn at the pen or only measured: its sign, its words, how it stands.

    The height in mm.
    """
    kind = STANDINGS.get(line.standing)
    force = FORCES[line.statement.force].partition(":")[0]
    x, width, height = page.get_x(), PAGE / 2 - 8, 0.0
    if not dry_run:
        font(page, 9, COLOURS[kind] if kind else SOFT)
        page.cell(5, 4.9, SIGNS[kind] if kind else "○")
    for size, colour, family, text in (
        (10, INK, "serif", f"“{short(line.statement.text)}”"),
        (8.5, SOFT, "sans", f"{force}, {short(who_said(line.statement), 80)}: {stands(found, line)}"),
    ):
        font(page, size, colour, family=family)
        page.set_x(x + 5)
        options: dict[str, Any] = {"align": "L", "new_x": "LMARGIN", "new_y": "NEXT", "output": "HEIGHT"}
        height += cast(float, page.multi_cell(width, 4.9, text, dry_run=dry_run, **options))
    return height


def _flags(page: FPDF, found: Facts) -> None:
    heading(page, "What to do about it", "" if found.open_flags else "No flags.")
    for flag in found.open_flags + found.dismissed:
        _flag(page, found, flag)


def _flag(page: FPDF, found: Facts, flag: Flag) -> None:
    if page.will_page_break(24):
        page.add_page()
    font(page, 9, SEVERITIES[flag.severity], bold=True)
    say(page, f"{flag.code} {flag.severity}", 4.8)
    about = found.claim_numbers(flag.claims)
    claims = f" Claim{'s' if len(about) > 1 else ''} {listed(about)}." if about else ""
    font(page, 10)
    say(page, drawn(flag.message))
    font(page, 9, SOFT)
    say(page, drawn(flag.why) + claims, 4.6)
    font(page, 10, bold=flag.dismissed is None)
    say(page, drawn(flag.todo) if flag.dismissed is None else f"Set aside: {drawn(flag.dismissed)}")
    page.ln(2.5)


def _claims(page: FPDF, found: Facts) -> None:
    lead = "Points: how much pitch relevance rises (+) or falls (−) without it."
    heading(page, "Every claim", lead if found.rows else "No claims were found in this pitch.")
    if not found.rows:
        return
    from fpdf.fonts import FontFace

    font(page, 8.5)
    page.set_draw_color(*RULE)
    page.set_fill_color(*PAPER)
    page.set_line_width(0.2)
    with page.table(
        borders_layout="HORIZONTAL_LINES", col_widths=(9, 47, 27, 56, 15, 13, 13), width=PAGE, line_height=4.2,
        text_align=("R", "L", "L", "L", "R", "R", "R"), v_align="TOP", padding=(1.2, 1, 1.2, 1),
        headings_style=FontFace(color=SOFT, emphasis="BOLD", fill_color=WASH),
    ) as table:  # fmt: skip
        table.row(("#", "What you say", "Verdict", "What they said", "Relev.", "Points", "Time"))
        for row in found.rows:
            cells = table.row()
            for text, style in _cells(row):
                cells.cell(text, style=style)


def _cells(row: Row) -> Iterable[tuple[str, FontFace | None]]:
    from fpdf.fonts import FontFace

    yield str(row.n), None
    yield f"“{short(row.reading.claim.text)}”" + (f" at {row.clock}" if row.clock else ""), None
    yield f"{SIGNS[row.kind]} {row.verdict}", FontFace(color=COLOURS[row.kind])
    yield _theirs(row), None
    yield f"{row.reading.relevance:.0%}", None
    yield "–" if row.weight is None else points(row.weight), None
    yield "–" if row.share is None else f"{row.share:.0%}", None


def _theirs(row: Row) -> str:
    told = (
        f"{'makes worse ' if answer.worse else ''}“{short(answer.statement.text, 220)}” ({short(answer.because, 90)})"
        for answer in row.answers[:4]
    )
    return "\n".join(told) or "nothing they said"


def _about(page: FPDF, found: Facts) -> None:
    asked = f" The judge was not sure about {listed(row.n for row in found.unsure)}." if found.unsure else ""
    heading(page, "How far to trust this", found.trust + asked)
    judge, alone = found.review.judge, found.judged_alone
    lines = [
        f"Judge: {judge.described}",
        f"Weights (sha256): {judge.weights}",
        f"Catalogue: {judge.catalogue or 'none'}",
        f"Gone by: {found.review.basis}",
    ]
    if found.review.overrides:
        lines.append(f"People’s word: {len(found.review.overrides)} on the judge’s links")
    if alone:
        lines.append(f"By the judge alone pitch relevance is {alone.relevance:.0f}")
    font(page, 9)
    for line in [*lines, *(f"{word} {meaning}" for word, meaning in GLOSSARY)]:
        say(page, short(line), 4.8)
