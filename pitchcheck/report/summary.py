"""A call's coaching summary to send to the rep: the moments that matter and what to take away, on a page.

As HTML (one file, no script, nothing fetched), Markdown and PDF, each from the review alone and the same bytes each
time. It speaks to the rep, and says nothing about them as a person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pitchcheck.advice import percent
from pitchcheck.coaching import Call, Listening, Moment, listening, moments, sentence, went_well
from pitchcheck.counting import counted, named
from pitchcheck.report import page, paper
from pitchcheck.report.facts import clock, listed
from pitchcheck.review import Review

if TYPE_CHECKING:
    from fpdf import FPDF

NOTE = (
    "The figures are rules of thumb to talk about. They say how this call went, nothing about a person. "
    "Listen to the moment before you believe the mark."
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What the summary says, worked out once. ``figures`` are figure and meaning; ``when`` goes by the moment, of which
    one turn may hold two.
    """

    title: str
    about: str
    sentence: str
    figures: tuple[tuple[str, str], ...]
    moments: tuple[Moment, ...]
    well: Moment | None
    when: dict[Moment, str]
    rep: str
    take_aways: tuple[str, ...]
    judge: str


def summary(review: Review, title: str, take_aways: Sequence[str] = ()) -> Summary:
    """What there is to say. Raises InputError for a written pitch."""
    found, well, call = moments(review), went_well(review), Call(review)
    told = [*found, *([well] if well else [])]
    rep = review.pitch.rep or "You"
    return Summary(
        title=title,
        about=f"with {review.profile.called}" + (f", by {review.pitch.rep}" if review.pitch.rep else ""),
        sentence=sentence(review),
        figures=tuple(_figures(review, listening(review))),
        moments=found,
        well=well,
        when={one: _when(call, one) for one in told},
        rep=rep,
        take_aways=tuple(take_aways),
        judge=f"{review.judge.described}, {review.basis.value}",
    )


def _figures(review: Review, found: Listening) -> list[tuple[str, str]]:
    stretch = found.monologue.length if found.monologue else 0.0
    whose = listed(["yours", *(f"{one}’s" for one in review.pitch.beside)])
    figures = [(f"{review.figures.relevance:.0f} of 100", "pitch relevance")] if review.figures else []
    statements = f"{named(found.statements, 'statement')} got by a question"
    stated = [(f"{found.asked} of {found.statements}", statements)] if found.statements else []
    return [
        *figures,
        (percent(found.talk_share), f"of the talk was {whose}"),
        (counted(round(stretch), "word") if found.in_words else clock(stretch), "longest stretch"),
        (str(found.questions), f"{named(found.questions, 'question')} asked"),
        *stated,
    ]


def _when(call: Call, moment: Moment) -> str:
    turn = call.turns[moment.turn]
    at = turn.start if moment.at is None else moment.at
    return f"turn {moment.turn}" if at is None else clock(at)


def html(review: Review, title: str, take_aways: Sequence[str] = ()) -> str:
    """The summary as one HTML file."""
    return page.laid_out("summary.html", s=summary(review, title, take_aways), note=NOTE)


def markdown(review: Review, title: str, take_aways: Sequence[str] = ()) -> str:
    """The summary as GitHub-flavoured Markdown, for a mail or a chat."""
    return page.noted("summary.md", s=summary(review, title, take_aways), note=NOTE)


def pdf(review: Review, title: str, take_aways: Sequence[str] = (), *, made: dt.datetime | None = None) -> bytes:
    """The summary as a PDF; ``made`` is the date it carries, if it is to."""
    told = summary(review, title, take_aways)
    sheet = paper.sheet(review.model_dump_json() + title + "".join(take_aways), made)
    sheet.set_title(paper.drawn(f"{title} {told.about}"))
    paper.font(sheet, 9, paper.SOFT)
    paper.say(sheet, f"pitchcheck · {paper.short(f'{title}, {told.about}', 200)}")
    paper.font(sheet, 19, family="serif")
    paper.say(sheet, paper.short(told.sentence, 400), 8.4)
    paper.font(sheet, 10)
    paper.say(sheet, " · ".join(f"{figure} {name}" for figure, name in told.figures), 6)
    for moment in told.moments:
        _on_paper(sheet, told, moment)
    if told.well:
        paper.heading(sheet, "And this went well", room=30)
        _on_paper(sheet, told, told.well)
    if told.take_aways:
        paper.heading(sheet, "To take away", room=20)
        paper.font(sheet, 10.5)
        for one in told.take_aways:
            paper.say(sheet, f"• {paper.drawn(one)}", 5.4)
    sheet.ln(6)
    paper.font(sheet, 8.5, paper.SOFT)
    paper.say(sheet, f"{NOTE} Judge: {told.judge}.", 4.4)
    return bytes(sheet.output())


def _on_paper(sheet: FPDF, told: Summary, moment: Moment) -> None:
    if sheet.will_page_break(36):
        sheet.add_page()
    sheet.ln(5)
    paper.font(sheet, 11.5, bold=True)
    paper.say(sheet, f"{told.when[moment]}  {moment.what}", 5.8)
    paper.font(sheet, 10.5, family="serif")
    if moment.quote:
        paper.say(sheet, f"{paper.short(told.rep, 80)}: “{paper.short(moment.quote)}”", 5.2)
    if moment.said:
        after = ", after that" if moment.later else " had said"
        paper.say(sheet, f"{paper.short(moment.said_by, 80)}{after}: “{paper.short(moment.said)}”", 5.2)
    paper.font(sheet, 10.5, paper.COLOURS["tied"], bold=True)
    paper.say(sheet, paper.drawn(moment.question if not moment.code else f"Better: {moment.question}"), 5.4)
