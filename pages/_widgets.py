"""Shared widgets: the parts of a page that Streamlit has no widget for, and what each is given to draw.

A part is a small piece of HTML, CSS and JavaScript in ``pages/parts``. Words from people reach it as data and become
text nodes there (``build.js``); nothing is ever put together as markup. A part answers with an event, whose handler
the page gives by name: ``opened`` (a claim's id), ``ticked``, ``dismissed``, ``restored``, ``text``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from zlib import crc32

import streamlit as st

from pages import _hurry as hurry
from pitchcheck import charts, comparing
from pitchcheck.advice import headline_cut, percent
from pitchcheck.board import HOLDING, Board, Lean, Line, Standing, board, in_order, numbers
from pitchcheck.counting import counted
from pitchcheck.counting import number as spelled
from pitchcheck.judge import Link, Reading, Relation, Verdict
from pitchcheck.pitch import Span
from pitchcheck.review import Figures, Flag, Review

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pitchcheck.store import Comment, OnTake, Take

PARTS = Path(__file__).parent / "parts"
CLASSES = {Verdict.TIED: "tied", Verdict.UNASKED: "unasked", Verdict.WORSE: "worse"}
STANDINGS = {Standing.ANSWERED: "answered", Standing.UNANSWERED: "unanswered", Standing.WORSE: "worse"}
DESK_HEIGHT, CHART_HEIGHT = 462, 300
DRAWN = "parts.drawn"
Event = Callable[[Any], None]


def _read(name: str) -> str:
    return (PARTS / name).read_text(encoding="utf-8")


def _script(name: str, knows: Sequence[str]) -> str:
    """What draws the part, by the ``part`` of its own script, and never under somebody's finger."""
    text = "".join(_read(f"{one}.js") for one in ("build", *knows, name))
    return f"{text}\nexport default (given) => unhurried(given, part);\n"


def _part(
    name: str,
    html: str = "empty.html",
    looks: Sequence[str] = (),
    knows: Sequence[str] = (),
    called: str | None = None,
) -> Callable[..., Any]:
    """Register the part and give the function that draws it: data, key, and a handler for each event.

    ``looks`` are other parts whose style it shares, ``knows`` scripts that it uses; ``called`` is its key where a page
    draws the part twice.
    """
    key = called or name
    mount = st.components.v2.component(
        f"pitchcheck_{key}",
        html=_read(html),
        css="".join(_read(f"{one}.css") for one in ("base", *looks, name)),
        js=_script(name, knows),
    )

    def draw(data: dict[str, Any], of: str = "", **events: Event) -> None:
        """Draw ``data``; ``events`` map an event's name to what is called with its value.

        ``of`` is whose it is where the page goes from one to another at once: what is still said of the one before is
        then nothing to the other, and what was being typed stays with its own.
        """
        own = f"{key} {crc32(of.encode()):x}" if of else key  # the name itself may have what no key may have
        st.session_state.setdefault(DRAWN, {})[key] = own
        mount(
            key=own,
            data=data,
            **{f"on_{event}_change": _handler(key, own, event, call) for event, call in events.items()},
        )

    return draw


def _handler(part: str, own: str, event: str, call: Event) -> Callable[[], None]:
    def handle() -> None:
        last = st.session_state.get(DRAWN, {}).get(part) == own  # words of one that was drawn before come late
        value = hurry.said(event) if last else None
        if value is None:
            value = getattr(st.session_state.get(own), event, None)
        if value is not None:
            call(value)

    return handle


verdict = _part("verdict")
pitch = _part("pitch", "pitch.html")
cuts = _part("cuts")
card = _part("card")
forces = _part("board")
flags = _part("flags")
claims = _part("claims")
takes = _part("takes")
compare = _part("compare")
roster = _part("roster")
asks = _part("asks")
profile = _part("profile", looks=["board"])
notes = _part("notes")
sides = _part("sides")
pairs = _part("pairs")
features = _part("features")
drafts = _part("drafts", looks=["features"])
shelf = _part("shelf", looks=["features"])
queue = _part("queue")
listening = _part("listening")
timeline = _part("timeline", knows=["moment"])
turns = _part("turns", knows=["moment"])
moments = _part("moments", knows=["moment"])
talk = _part("talk", knows=["moment"])
reach = _part("reach")
stated = _part("stated", looks=["card"])

wanted = _part("wanted")
log = _part("log")
standing = _part("standing")
ladder = _part("ladder")
behind = _part("behind")
asked = _part("asked")
quotes = _part("quotes")
left_open = _part("quotes", called="left_open")
facts = _part("facts")
stored = _part("facts", called="stored")
people = _part("people", looks=["roster"])


def style() -> None:
    """The little CSS that the theme has no setting for."""
    st.html(f"<style>{_read('page.css')}</style>")


def now_and_then() -> DeltaGenerator:
    """The place of what is drawn in some runs only, above what is there in all of them.

    It is taken in every run. Without it what follows would move up or down by one, and Streamlit puts a part that moved
    with its container on the page anew, unless the browser happens to draw both at once: cursor and what was being
    typed are gone.
    """
    return st.container()


def plain(text: str) -> str:
    """Text from a person for a Streamlit label: no mark-up, links, icons or formulas, on one line."""
    line = " ".join(text.replace(":", "\u2236").split())
    return re.sub(r"([!-/;-@\[-`{-~])", r"\\\1", line)


def more(name: str, total: int, limit: int, step: int, key: str) -> None:
    """A button for ``step`` more where ``limit`` of ``total`` are shown; the session keeps the limit as ``name``."""
    if total > limit:
        st.button(
            f"Show more ({limit} of {total:,})", key=key, on_click=st.session_state.update,
            args=({name: limit + step},),
        )  # fmt: skip


def as_kept(key: str, kept: object) -> str:
    """The key of a box that shows what is kept: another one as soon as that changes.

    A box that stayed while somebody else changed it would show what was kept before, and save it over theirs.
    """
    return f"{key} {crc32(repr(kept).encode()):x}"


def just_given(key: str) -> UploadedFile | None:
    """The file that somebody just gave; None where the box was emptied, or it was taken before.

    Until the next page is drawn whole, the browser still sends what stood in the boxes of the one before, which
    Streamlit takes for a change: a file would come a second time, over what was made of it since.
    """
    given: UploadedFile | None = st.session_state.get(key)
    if given is None or given.file_id == st.session_state.get(f"{key} taken"):
        return None
    st.session_state[f"{key} taken"] = given.file_id
    return given


def palette() -> charts.Palette:
    """The colours of a chart in the theme that is shown."""
    return charts.DARK if st.context.theme.type == "dark" else charts.LIGHT


ANY = "any"


def choice(label: str, options: Sequence[str], key: str) -> str:
    """A filter of a list, drawn where there is something to choose."""
    return str(st.selectbox(label, [ANY, *options], key=key, width=160)) if len(options) > 1 else ANY


def subtraction(review: Review, chosen: str | None, key: str, opened: Event) -> None:
    """The chart of what each claim makes them subtract; a click on a point opens its claim."""
    if not charts.points(review):
        return
    figure = charts.subtraction(review, palette(), chosen, CHART_HEIGHT)
    event = st.plotly_chart(
        figure, key=key, theme=None, on_select="rerun", selection_mode="points", config={"displayModeBar": False}
    )
    picked = [point["customdata"] for point in event["selection"]["points"]]
    before = st.session_state.get(f"{key}.last")
    st.session_state[f"{key}.last"] = picked
    if picked and picked != before:
        opened(picked[0])
        st.rerun()


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Names by their ids, equal ones with the beginning of the id: a choice travels as its name, and would be another.

    >>> told_apart({"a1": "Dana", "b2": "Dana", "c3": "Sam"})
    {'a1': 'Dana (a1)', 'b2': 'Dana (b2)', 'c3': 'Sam'}
    """
    often = Counter(names.values())
    return {key: f"{name} ({key[:6]})" if often[name] > 1 else name for key, name in names.items()}


def short(text: str, limit: int) -> str:
    """The beginning of a text, up to ``limit`` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def flags_heading(review: Review) -> str:
    """How many flags stand: "2 flags", "No flags"."""
    standing = sum(flag.dismissed is None for flag in review.flags)
    return counted(standing, "flag") if standing else "No flags"


def comments_heading(name: str, comments: Iterable[Comment]) -> str:
    """What is said, and how much of it is open: "Comments, 2 open"."""
    left = sum(one.resolved_at is None for one in comments)
    return f"{name}, {left} open" if left else name


IN_THE_CALL = ("what was put forward", "got an answer")
"""How somebody else's pitch is spoken of where its figure is explained."""


def figure_data(now: Figures, before: float | None, said: str, answered: str) -> dict[str, object]:
    """The figure with its interval, from where people's words moved it, and what it is made of."""
    return {
        "relevance": now.relevance,
        "low": now.interval[0],
        "high": now.interval[1],
        "before": before,
        "explained": f"Focus {percent(now.focus)}: how much of {said} they asked for. "
        f"Coverage {percent(now.coverage)}: how much of what they said {answered}.",
    }


def pitch_marks(review: Review | None, chosen: str | None) -> list[dict[str, Any]]:
    """The marks in the pitch: code-point offsets, verdict, and what a pointer at rest on one reads."""
    if review is None:
        return []
    number = numbers(review)
    return [_mark(reading, review, number, chosen) for reading in in_order(review.readings)]


def _mark(reading: Reading, review: Review, number: dict[str, int], chosen: str | None) -> dict[str, Any]:
    claim = reading.claim
    off = claim.id not in review.kept
    doubt = "" if reading.sure else ", not sure"
    return {
        "id": claim.id,
        "number": number[claim.id],
        "start": claim.start,
        "end": claim.end,
        "verdict": CLASSES[reading.verdict],
        "sure": reading.sure,
        "off": off,
        "chosen": claim.id == chosen,
        "says": f"{reading.verdict.value}{doubt}{', cut' if off else ''}. Click to see why.",
    }


def cuts_data(review: Review) -> dict[str, Any]:
    """The claims the headline asks to cut, each with what its cut adds to the figure."""
    number = numbers(review)
    stand = review.figures.relevance if review.figures else 0.0
    found: list[dict[str, Any]] = []
    if review.language != "en" and review.figures is None:
        return {"title": "Not judged", "claims": found, "otherwise": "Put it into English, and it can be."}
    for step in headline_cut(review):
        found.append(_cut(review.reading(step.claim), number[step.claim], step.relevance - stand))
        stand = step.relevance
    title = "Cut this first" if len(found) == 1 else f"Cut these {spelled(len(found))} first"
    nothing = "Your word first" if waits(review) or _doubted(review) else "Nothing to cut"
    each = EACH_AFTER if len(found) > 1 else ""
    return {"title": title if found else nothing, "claims": found, "each": each, "otherwise": _nothing_to_cut(review)}


EACH_AFTER = "What each adds once those above it are gone."


def _doubted(review: Review) -> bool:
    """Whether all that is kept seems tied, some of it with no certainty."""
    kept = review.kept_readings
    return bool(kept) and all(reading.tied for reading in kept) and not all(reading.sure for reading in kept)


def waits(review: Review) -> bool:
    """Whether a cut would help that the judge is not sure of: then a person is asked before anything goes."""
    unsure = {reading.claim.id for reading in review.readings if not reading.sure}
    return review.figures is not None and any(step.claim in unsure for step in review.figures.best_cut)


def _cut(reading: Reading, number: int, gained: float) -> dict[str, Any]:
    return {
        "id": reading.claim.id,
        "number": number,
        "text": reading.claim.text,
        "verdict": CLASSES[reading.verdict],
        "gain": f"{gained:+.1f}",
    }


def _nothing_to_cut(review: Review) -> str:
    if not review.readings:
        return "Nothing here is put forward as a reason to buy yet."
    kept = review.kept_readings
    if not any(reading.tied for reading in kept):
        return "Nothing you say answers what they said, so no cut helps yet. Pick a line below and answer it."
    if _doubted(review):
        return "Every claim you keep seems tied to something they said. Open one marked “?” and say Right or Wrong."
    if all(reading.tied for reading in kept):
        return "Every claim you keep is tied to something they said."
    if waits(review):
        return "What a cut would help with is not sure. Open a claim marked “?” and say what it answers, if anything."
    return "What is left does no harm worth a cut."


def card_data(review: Review, reading: Reading) -> dict[str, Any]:
    """The claim's card: its words, the words it bears on, why, what to do, and the phrases the judge borrowed."""
    weight = review.figures.weights.get(reading.claim.id) if review.figures else None
    held = [link for link in reading.links if link.holds]
    return {
        "number": numbers(review)[reading.claim.id],
        "text": reading.claim.text,
        "verdict": CLASSES[reading.verdict],
        "verdict_name": reading.verdict.value,
        "sure": reading.sure,
        "gain": "You cut it" if reading.claim.id not in review.kept else "" if weight is None else charts.gain(weight),
        "links": [_link(review, reading, link) for link in held] or [_no_link(review, reading)],
        "todo": todo(review, reading),
        "note": f"The embedded judge read this claim: {reading.stand_in}." if reading.stand_in else "",
        "borrowed_title": "People who wanted things like this said",
        "borrowed": [{"text": one.text, "from": f"(about {one.feature})"} for one in reading.borrowed],
    }


def _link(review: Review, reading: Reading, link: Link) -> dict[str, Any]:
    statement = review.statement(link.to)
    speaker = statement.person or f"the {statement.who.value}"
    verb = {
        Relation.ADVANCES: "Answers what",
        Relation.EASES: "Eases what",
        Relation.AGGRAVATES: "Makes worse what",
    }[link.relation]
    return {
        "verdict": "tied" if link.relation.answers else "worse",
        "label": f"{verb} {speaker} said ({statement.force.value}):",
        "quote": statement.text,
        "why": _why(reading, link),
    }


def _why(reading: Reading, link: Link) -> str:
    if link.by is not None:
        return f"{link.by[:1].upper()}{link.by[1:]} said so."
    who = "who wanted" if link.relation.answers else "wary of"
    through = f"Customers {who} {reading.feature or 'this'} said: “{link.through}”. " if link.through else ""
    return f"{through}The judge is {percent(link.probability)} sure."


def _no_link(review: Review, reading: Reading) -> dict[str, Any]:
    near = ""
    if reading.links:
        nearest = reading.links[0]
        said = review.statement(nearest.to).text
        near = f"Nearest, and only {percent(nearest.probability)} likely: “{said}”"
    return {"verdict": "unasked", "label": "It answers nothing they said.", "quote": None, "why": near}


def todo(review: Review, reading: Reading) -> str:
    """What to do about a claim: the flags on it say, else its verdict does."""
    if not reading.sure:
        return _help_asked(reading)
    advice = [
        flag.todo
        for flag in review.flags
        if reading.claim.id in flag.claims and flag.dismissed is None and flag.code[0] == "C"
    ]
    if advice:
        return advice[0]
    return {
        Verdict.TIED: "Keep it, and say it in their words.",
        Verdict.UNASKED: "Cut it, or first ask whether they care.",
        Verdict.WORSE: "Leave it out, or ease the worry before you say it.",
    }[reading.verdict]


def _help_asked(reading: Reading) -> str:
    """What the judge asks of a claim that it is not sure of, as the buttons under the card answer it."""
    held = next((link for link in reading.links if link.holds), None)
    if held is None:
        return "Help the judge. What did they say that this answers? Pick it below, or say that it answers nothing."
    does = "answer what they said there" if held.relation.answers else "make that worse"
    return f"Help the judge. Does it {does}? Say Right or Wrong."


def board_data(review: Review) -> dict[str, Any]:
    """The forces board: each line with its sign and its claims, and where the knot of the rope stands."""
    drawn = board(review)
    named = _named(review)
    return {
        "balance": drawn.balance,
        "lean": LEANS[drawn.lean],
        "why": _pulling(drawn),
        "lines": [_line(line, named) for line in drawn.lines],
    }


LEANS = {
    Lean.CHANGE: "The rope goes towards the change.",
    Lean.STAY: "The rope goes towards staying as they are.",
    Lean.NEITHER: "Nobody is winning.",
}


def _pulling(drawn: Board) -> str:
    moving = sum(line.pull > 0.05 for line in drawn.lines if line.statement.force in ("push", "pull"))
    holding = sum(line.pull > 0.05 for line in drawn.lines if line.statement.force in ("anxiety", "habit"))
    eased = sum(line.pull > 0.05 and line.standing is Standing.ANSWERED for line in drawn.of(*HOLDING))
    partly = f", {eased} of them answered in part" if eased else ""
    return f"Pulling for you: {moving}. Still holding: {holding}{partly}. A filled mark pulls, a hollow one does not."


def _line(line: Line, named: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "force": line.statement.force.value,
        "who": line.statement.person or line.statement.who.value,
        "text": line.statement.text,
        "standing": STANDINGS[line.standing],
        "pull": line.pull,
        "by": [named[one] for one in line.answered_by],
        "worse": [named[one] for one in line.worsened_by],
    }


def _named(review: Review) -> dict[str, dict[str, Any]]:
    """Every claim by its id, with its number and words."""
    ordered = enumerate(in_order(review.readings), 1)
    return {one.claim.id: {"id": one.claim.id, "number": n, "text": one.claim.text} for n, one in ordered}


def flag_key(flag: Flag) -> str:
    """One flag among the others: its code and what it is about."""
    return "|".join((flag.code, *flag.claims, *flag.statements))


def flags_data(review: Review) -> dict[str, Any]:
    """The flags in their order; those set aside stay visible, last."""
    named = _named(review)
    ordered = sorted(review.flags, key=lambda flag: flag.dismissed is not None)
    return {
        "flags": [
            {
                "key": flag_key(flag),
                "code": flag.code,
                "slug": flag.slug.replace("-", " "),
                "severity": flag.severity.value,
                "message": flag.message,
                "why": flag.why,
                "todo": flag.todo,
                "dismissed": flag.dismissed,
                "link": "prospects?view=the-nos" if flag.code in ("P7", "C4") else None,
                "claims": [named[one] for one in flag.claims if one in named],
            }
            for flag in ordered
        ]
    }


def claims_data(review: Review) -> dict[str, Any]:
    """The claims table: one row a claim, in the order of the pitch."""
    number = numbers(review)
    total = sum(reading.claim.attention for reading in review.readings) or 1.0
    return {"claims": [_row(reading, review, number, total) for reading in in_order(review.readings)]}


def _row(reading: Reading, review: Review, number: dict[str, int], total: float) -> dict[str, Any]:
    held = sorted((link for link in reading.links if link.holds), key=lambda link: not link.relation.answers)
    weight = review.figures.weights.get(reading.claim.id) if review.figures else None
    return {
        "id": reading.claim.id,
        "number": number[reading.claim.id],
        "text": reading.claim.text,
        "verdict": CLASSES[reading.verdict],
        "verdict_name": reading.verdict.value,
        "sure": reading.sure,
        "off": reading.claim.id not in review.kept,
        "bears_on": review.statement(held[0].to).text if held else None,
        "share": f"{reading.claim.attention / total:.0%}",
        "relevance": f"{reading.relevance:.2f}",
        "weight": "cut" if reading.claim.id not in review.kept else "" if weight is None else f"{weight:+.1f}",
    }


def last_take_name(take: Take) -> str:
    """What a pitch goes by where others stand beside it: how it begins, for whom, and its last take."""
    return f"{short(take.title, 40)}, for {short(take.prospect, 30)} · {take_name(take)}, {take.at:%d %b %H:%M}"


def takes_data(saved: Sequence[Take]) -> dict[str, Any]:
    """The takes of a pitch with their figures, the newest first."""
    return {"takes": [_take(take) for take in reversed(saved)], "shares": SHARES, "deletes": DELETES}


SHARES = "Shared, your coaches see it on Recordings and it counts on the Team page; others are yours alone."
DELETES = "It goes for good, with what was said about it."


def _take(take: Take) -> dict[str, Any]:
    return {
        "id": take.id,
        "name": take_name(take),
        "saved": f"{take.at:%d %b %H:%M}",
        "relevance": "none yet" if take.relevance is None else f"{take.relevance:.0f}",
        "between": "" if take.low is None or take.high is None else f"{take.low:.0f} to {take.high:.0f}",
        "focus": "" if take.focus is None else percent(take.focus),
        "claims": str(take.claims),
        "tied": str(take.tied),
        "shared": take.shared_at is not None,
        "open": open_comments(take.open_comments),
    }


def open_comments(comments: int) -> str:
    """How many comments nobody resolved yet; nothing where there are none."""
    return counted(comments, "open comment") if comments else ""


def take_name(take: Take) -> str:
    """What a take goes by: its number, and the note on it."""
    return f"Take {take.number}, {take.note}" if take.note else f"Take {take.number}"


Said = TypeVar("Said", bound="Comment")


def resolved_last(comments: Iterable[Said]) -> list[Said]:
    """Comments in their order, those that were dealt with at the end."""
    return sorted(comments, key=lambda one: one.resolved_at is not None)


def comments_data(comments: Iterable[Comment], me: str, owner: str) -> dict[str, Any]:
    """What was said about a take."""
    return {"comments": [comment(one, me, owner) for one in resolved_last(comments)]}


def mine_data(comments: Iterable[OnTake], me: str, pitch_id: str | None) -> dict[str, Any]:
    """What was said about somebody's own takes, and about which: of that pitch, or of another."""

    def about(one: OnTake) -> str:
        return f"Take {one.number}" if one.pitch_id == pitch_id else f"Take {one.number} of {short(one.title, 60)}"

    found = resolved_last(comments)
    return {"comments": [{**comment(one, me, me), "about": about(one), "take": one.take_id} for one in found]}


def comment(one: Comment, me: str, owner: str) -> dict[str, Any]:
    """What somebody said; whoever said it and whoever it is for may resolve it."""
    return {
        "id": one.id,
        "by": one.by or "Somebody who left",
        "when": f"{one.at:%-d %b}",
        "clock": None,
        "moment": None,
        "turn": None,
        "text": one.text,
        "take_away": one.take_away,
        "resolved": one.resolved_at is not None,
        "may": me in {one.by_id, owner},
    }


def compare_data(names: tuple[str, str], reviews: tuple[Review, Review]) -> dict[str, Any]:
    """Two takes side by side: the sentence, each change with its effect, and both texts with what went and came."""
    comparison = comparing.compare(*reviews)
    gone = [change.before.claim for change in comparison.changes if change.before]
    come = [change.after.claim for change in comparison.changes if change.after]
    return {
        "sentence": _from_to(names, comparison),
        "changes": [_change(change, comparison) for change in comparison.changes],
        "rest": _rest(comparison),
        "sides": [
            {"name": names[0], "pieces": pieces(reviews[0].pitch.text, gone, "gone")},
            {"name": names[1], "pieces": pieces(reviews[1].pitch.text, come, "new")},
        ],
    }


def _from_to(names: tuple[str, str], comparison: comparing.Comparison) -> str:
    if comparison.before is None or comparison.after is None:
        return f"{names[0]} and {names[1]} cannot be set against each other: one of them has no figure."
    return f"{names[0]} stood at {comparison.before:.0f}. {names[1]} stands at {comparison.after:.0f}."


def _change(change: comparing.Change, comparison: comparing.Comparison) -> dict[str, Any]:
    known = comparison.before is not None and comparison.after is not None
    return {
        "kind": change.kind.value,
        "before": change.before.claim.text if change.before else None,
        "after": change.after.claim.text if change.after else None,
        "effect": f"{change.effect:+.1f}" if known else None,
    }


def _rest(comparison: comparing.Comparison) -> str | None:
    if abs(comparison.rest) < 0.05:
        return None
    return f"{comparison.rest:+.1f} came from other words around the same claims, your own word, or another prospect."


def pieces(text: str, spans: Iterable[Span], mark: str) -> list[dict[str, Any]]:
    """A text in pieces, those of ``spans`` marked; spans that overlap the one before are left out."""
    found: list[dict[str, Any]] = []
    at = 0
    for span in sorted(spans, key=lambda one: one.start):
        if span.start >= at:
            found += [{"text": text[at : span.start], "mark": None}, {"text": span.of(text), "mark": mark}]
            at = span.end
    return [*found, {"text": text[at:], "mark": None}]
