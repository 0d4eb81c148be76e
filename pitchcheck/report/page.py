"""A review as one HTML file or as Markdown, laid out by the templates beside this module.

Escaping happens in one place for each: Jinja's autoescape for HTML, :func:`_markdown` for Markdown. Both see every
value that a template writes, after :func:`printable` has taken out what no page may carry.
"""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pitchcheck.advice import percent
from pitchcheck.board import Lean, Line
from pitchcheck.profile import Force
from pitchcheck.report.facts import Facts, Piece, facts, listed, points, printable, who_said
from pitchcheck.report.plot import plot, x_of
from pitchcheck.review import Review

if TYPE_CHECKING:
    from jinja2 import Environment

FORCES = {
    Force.PUSH: "Push: what is not working now",
    Force.PULL: "Pull: the better state they picture",
    Force.ANXIETY: "Anxiety: what worries them",
    Force.HABIT: "Habit: what they do today",
    Force.NO: "No: the fence around it",
}
GLOSSARY = (
    ("Focus", "is how much of what you say is what they asked for. It is an average: whatever you add lowers it."),
    ("Coverage", "is how much of what they said gets an answer, each force counting the same."),
    ("Pitch relevance", "is high only where both are. The range is where doubts about the links could move it."),
    ("Points", "are what pitch relevance gains without a claim. Above zero, they gain by subtracting it."),
    ("The figures", "are rules of thumb to talk about. They say nothing about a person."),
)


def html(review: Review) -> str:
    """The review as one HTML file: no script, nothing fetched, the chart drawn in it. The same bytes each time."""
    found = facts(review)
    return laid_out(
        "report.html",
        f=found,
        plot=plot(found.rows),
        middle=x_of(0.5),
        ends=((x_of(0) + 10, "nothing"), (x_of(1) - 12, "squarely")),
        **_words(found),
    )


def laid_out(name: str, **values: Any) -> str:
    """The HTML template ``name`` with its values, every one escaped, and the styles, which its policy names."""
    own = name.replace(".html", ".css")
    style = _template("report.css") + (_template(own) if own != "report.css" else "")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _pages().get_template(name).render(style=_safe(style), style_hash=_safe(f"sha256-{digest}"), **values)


def markdown(review: Review) -> str:
    """The review as GitHub-flavoured Markdown. Nothing a person typed is read as markup."""
    found = facts(review)
    return noted(
        "report.md",
        f=found,
        paragraphs=_paragraphs(found),
        sides=_sides(found),
        stands=partial(stands, found),
        **_words(found),
    )


def noted(name: str, **values: Any) -> str:
    """The Markdown template ``name`` with its values, none of them read as markup."""
    text = _notes().get_template(name).render(**values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _paragraphs(found: Facts) -> list[list[Piece]]:
    """The marked pitch, a list of pieces for every line of it that is not empty; claims keep to one line."""
    lines: list[list[Piece]] = [[]]
    for piece in found.marked():
        first, *rest = [piece.text] if piece.row else piece.text.splitlines() or [piece.text]
        lines[-1].append(Piece(first, piece.row))
        lines += [[Piece(text)] for text in rest]
        lines += [[]] if not piece.row and piece.text.endswith("\n") else []
    return [line for line in lines if any(piece.text.strip() for piece in line)]


def _sides(found: Facts) -> list[tuple[str, tuple[Line, ...]]]:
    """The board force by force, those that have statements."""
    return [(heading, lines) for force, heading in FORCES.items() if (lines := found.board.of(force))]


def stands(found: Facts, line: Line) -> str:
    """How a statement stands, with the numbers of the claims that did it: answered by 4, made worse by 7."""
    fence = line.statement.force is Force.NO
    worse, answered = (listed(found.claim_numbers(claims)) for claims in (line.worsened_by, line.answered_by))
    told = [f"{'run into' if fence else 'made worse'} by {worse}"] if worse else []
    told += [f"{'honoured' if fence else 'answered'} by {answered}"] if answered else []
    return ", though ".join(told) or ("kept clear of" if fence else "unanswered")


def _words(found: Facts) -> dict[str, Any]:
    return {
        "balance": balance_in_words(found),
        "glossary": GLOSSARY,
        "Force": Force,
        "who_said": who_said,
        "percent": percent,
        "points": points,
        "printable": printable,
        "listed": listed,
    }


LEANS = {
    Lean.CHANGE: "What you answered draws them towards the change.",
    Lean.STAY: "What still holds them is stronger than what you answered.",
    Lean.NEITHER: "The rope is about even: what you answered against what still holds them.",
}


def balance_in_words(found: Facts) -> str:
    """One sentence on which way the rope goes."""
    if not any(line.pull for line in found.board.lines):
        return "Nothing pulls yet: nothing that moves them is answered, and nothing they said holds them."
    return LEANS[found.board.lean]


def _template(name: str) -> str:
    return files("pitchcheck.report").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _pages() -> Environment:
    """Everything a template writes is escaped for HTML; a name that does not exist is an error."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_template), autoescape=True, undefined=StrictUndefined, finalize=_printable
    )


@cache
def _notes() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(  # noqa: S701 - Markdown is escaped by finalize, which every written value passes
        loader=FunctionLoader(_template), undefined=StrictUndefined, finalize=_markdown, trim_blocks=True
    )


def _printable(value: object) -> object:
    from markupsafe import Markup

    return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _safe(text: str) -> str:
    """Text of our own, from this package, that goes into the page as it is."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704 - only the style sheet and its digest come here


MARKUP = re.compile(r"([\\`*_{}\[\]<>|~$&#!])")
OPENING = re.compile(r"^(\s*)([-+=](?!\d)|\d+[.)](?=\s|$))")
AUTOLINK = re.compile(r"(?i)(?<=www)\.|:(?=//)|@")


def _markdown(value: object) -> str:
    """One value as Markdown shows it literally: on one line, nothing in it markup, no address made a link."""
    line = MARKUP.sub(r"\\\1", re.sub(r"\s+", " ", printable(str(value))))
    line = OPENING.sub(lambda found: f"{found[1]}{found[2][:-1]}\\{found[2][-1]}", line)
    return AUTOLINK.sub(lambda found: "\\" + found.group(), line)
