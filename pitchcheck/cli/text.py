"""A review in a terminal: the sentence first, then figures, claims, statements and what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pitchcheck.advice import headline, percent
from pitchcheck.board import TOWARDS, Line, Standing
from pitchcheck.cli.streams import put
from pitchcheck.profile import Force
from pitchcheck.report.facts import Facts, facts, listed, points, printable

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pitchcheck.report.facts import Row
    from pitchcheck.review import Flag, Review

WIDTH = 100
SIGNS = {"tied": ("●", "blue"), "unasked": ("■", "yellow"), "worse": ("▼", "magenta")}
STANDINGS = {Standing.ANSWERED: ("✓", "blue"), Standing.UNANSWERED: ("○", ""), Standing.WORSE: ("▼", "magenta")}
NOBODY_SAID = "nothing they said"


def show(review: Review, console: Console | None = None) -> None:
    """Prints the review; where the output is no terminal, plainly and without trailing space."""
    found = facts(review)
    console = console or Console(highlight=False)
    console.width = min(console.width, WIDTH) if console.is_terminal else WIDTH
    parts = (_sentence(found), _figures(found), _claims(found), _board(found), _flags(found), _trust(found))
    with console.capture() as printed:
        for part in parts:
            console.print(part, "")
    text = printed.get()
    if console.is_terminal:
        console.file.write(text)
    else:
        put(re.sub(r" +$", "", text, flags=re.MULTILINE))


def _words(text: str, style: str = "") -> Text:
    """Somebody's words: never markup, and without what would steer a terminal."""
    return Text(" ".join(printable(text).split()), style=style)


def _part(heading: str, *content: RenderableType) -> Group:
    return Group(Text(heading, style="bold"), *(Padding(one, (0, 0, 0, 2)) for one in content))


def _sentence(found: Facts) -> RenderableType:
    return Group(_words(headline(found.review), "bold"), _words(f"{found.title} · for {found.prospect}", "dim"))


def _figures(found: Facts) -> RenderableType:
    figures = found.figures
    if figures is None:
        return _part("Why there is no figure", *(_words(reason) for reason in found.review.silent_because))
    low, high = figures.interval
    grid = Table.grid(padding=(0, 3))
    grid.add_row("Pitch relevance", Text(f"{figures.relevance:.0f} of 100", "bold"), f"likely {low:.0f} to {high:.0f}")
    grid.add_row("Focus", percent(figures.focus), "of what you say is what they asked for")
    grid.add_row("Coverage", percent(figures.coverage), "of what they said gets an answer")
    if figures.best_cut:
        cut = f"without {found.best_cut}"
        grid.add_row("After the best cut", f"{figures.best_cut[-1].relevance:.0f} of 100", cut)
    if found.in_play:
        grid.add_row("Price in play", found.in_play, "rests on claims they did not ask for")
    return Padding(grid, (0, 0, 0, 2))


def _claims(found: Facts) -> RenderableType:
    if not found.rows:
        return _part("What you say", Text("No claims were found in this pitch."))
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(ratio=5)
    table.add_column(ratio=6)
    table.add_column(justify="right")
    table.add_row("", "", "", "", Text("without it", style="dim"))
    for row in found.rows:
        table.add_row(*_claim(row))
    legend = "● they asked for it   ■ nobody asked   ▼ makes it worse   ? not sure: ask a person"
    return _part("What you say", table, Text(legend, style="dim"))


def _claim(row: Row) -> Iterator[Text]:
    sign, style = SIGNS[row.kind]
    yield Text(sign if row.reading.sure else f"{sign}?", style=style if row.kept else "dim")
    yield Text(str(row.n))
    yield _words(f"“{row.reading.claim.text}”", "" if row.kept else "dim strike")
    yield Text("; ").join(_answers(row))
    yield Text("" if row.weight is None else points(row.weight))


def _answers(row: Row) -> Iterator[Text]:
    for answer in row.answers:
        yield _words(f"{'makes worse' if answer.worse else 'answers'} “{answer.statement.text}”")
    if not row.answers:
        yield Text(NOBODY_SAID, style="dim")


def _board(found: Facts) -> RenderableType:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column()
    table.add_column()
    table.add_column(ratio=1)
    table.add_column()
    for line in found.board.of(*Force):
        table.add_row(*_line(line, found))
    return _part("What they said", table)


def _line(line: Line, found: Facts) -> Iterator[Text]:
    sign, style = STANDINGS[line.standing]
    yield Text(sign, style=style)
    yield Text(line.statement.force, style="dim")
    yield _words(f"“{line.statement.text}”")
    yield Text(_standing(line, found), style=style)


def _standing(line: Line, found: Facts) -> str:
    if line.worsened_by:
        return f"worse through {listed(found.claim_numbers(line.worsened_by))}"
    if line.answered_by:
        return f"answered by {listed(found.claim_numbers(line.answered_by))}"
    held = line.statement.force in (*TOWARDS, Force.ANXIETY, Force.HABIT)
    return "unanswered" if held else "left alone"


def _flags(found: Facts) -> RenderableType:
    if not found.open_flags:
        return _part("What to do about it", Text("No flags."))
    return _part("What to do about it", *map(_flag, found.open_flags))


def _flag(flag: Flag) -> RenderableType:
    style = {"error": "magenta", "warning": "yellow"}.get(flag.severity, "dim")
    first = Text.assemble((f"{flag.code} ", style), _words(flag.message))
    return Group(first, Padding(_words(flag.todo, "dim"), (0, 0, 0, 3)))


def _trust(found: Facts) -> RenderableType:
    judge = found.review.judge
    catalogue = f", catalogue {judge.catalogue}" if judge.catalogue else ""
    unsure = listed(found.claim_numbers(row.reading.claim.id for row in found.unsure))
    ask = f" The judge was not sure about {unsure}: ask a person." if unsure else ""
    version = f"Judge: {judge.described}, weights {judge.weights[:12]}{catalogue}"
    return Group(_words(found.trust + ask, "dim"), _words(version, "dim"))
