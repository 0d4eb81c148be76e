"""Who is getting better: one's own figure, the team's middle, the board where names are on, and what is behind it."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from pages import _demo as demo
from pages import _downloads as downloads
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import charts, team
from pitchcheck.advice import percent
from pitchcheck.grouping import same
from pitchcheck.judge import Verdict
from pitchcheck.pitch import InputError
from pitchcheck.store import Board, Middle, Scope
from pitchcheck.store.aggregates import middle_of

if TYPE_CHECKING:
    import pandas as pd

OPENED, LIMIT, BEHIND = "team.opened", "team.limit", "team.behind"
ONE_LOOK, A_FEW = 50, 20
MOST_APART = 12
CHART_HEIGHT = 300
STEPS = "In steps of five points, so that nobody's own figure shows through."
TOO_FEW = "Your team's middle is not shown: that takes five people who pitched, on days before today."
WHATEVER = "The team's middle is of all products and stages: of one alone, a person's own figure could be worked out."
OFF = "Off, nobody here is shown your figures or told that you are off, and they count in nothing that others see."
OFF_BOARD = "You are off the board: your figures are shown to nobody here, and count in nothing that others see."
ONE_PITCH = "That is one pitch: it takes more to tell how you do."
NONE_OF_A_COACH = "No pitches of your own count here. Whose numbers do you want to open?"
WHAT_COUNTS = "What counts: live recordings, and rehearsals that you share. What you rehearse for yourself stays yours."


class Here(NamedTuple):
    """Who looks, at whom: the id of whoever's numbers are open, the reps a coach may open, and what the house shows."""

    me: str
    person: str
    reps: dict[str, str]
    board: Board
    listed: bool
    teamed: bool

    @property
    def mine(self) -> bool:
        """Whether somebody looks at their own."""
        return self.person == self.me


def view(scope: Scope) -> None:
    """The figures of that scope."""
    figures, here = state.store().aggregates, _here()
    board = here.board
    try:
        reviews = figures.reviews(scope, here.person)
        people = figures.people(scope)
        middle = middle_of(people.dropna()) if board.names else figures.middle(scope)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
        return
    table = team.standings(people, board.minimum)
    _standing(reviews, _found(reviews, table, middle, here.person), here, _notes(here, reviews, middle, scope), middle)
    if board.names and here.teamed:
        _board(people, table, here, middle)
    _behind(reviews)
    if reviews.empty and here.mine and not here.reps:
        _first()
    if here.teamed:
        _listing(here.listed)
    elif reviews.empty:
        demo.offer()


def _first() -> None:
    """Where the first pitch that counts comes from."""
    with st.container(horizontal=True, gap="small", key="team.first"):
        if st.button("Rehearse, and share a take", key="first.rehearsal"):
            st.switch_page("pages/rehearse.py")
        if st.button("Add a call", key="first.call"):
            st.switch_page("pages/recordings.py")


def _here() -> Here:
    """Asked once a run."""
    store = state.store()
    me, figures = store.desk.someone, store.aggregates
    reps = dict(figures.reps())
    return Here(me.id, _whose(me.id, reps), reps, figures.board(), figures.listed(), bool(me.teams))


def _whose(me: str, names: dict[str, str]) -> str:
    """Whose numbers are open: one's own, or for a coach a rep's."""
    if not names:
        return me
    names = widgets.told_apart(names)
    return st.selectbox(
        "Whose numbers", [me, *names], format_func=lambda one: names.get(one, "Mine"), key="team.whose", width=240
    )


def _listing(listed: bool) -> None:
    """Whether one is on the board: one's own decision, and nobody else's."""
    wanted = st.toggle(f"I am on my team's board. {OFF}", value=listed, key=f"team.listed {listed}")
    if wanted != listed:
        state.store().people.show_on_board(wanted)
        st.rerun()


def _found(reviews: pd.DataFrame, table: pd.DataFrame, middle: Middle | None, person: str) -> team.Own | None:
    """Where the person stands: as on the board where they are on it, else from their own pitches."""
    if person in table.index:
        row = table.loc[person]
        known = {name: None if row[name] != row[name] else float(row[name]) for name in team.Own._fields}
        return team.Own(**{**known, "pitches": int(row["pitches"])})
    prior = middle and team.Prior(middle.median, middle.high - middle.low, middle.swing, middle.people, middle.step)
    return team.own(reviews, prior)


def _standing(reviews: pd.DataFrame, own: team.Own | None, here: Here, notes: list[str], middle: Middle | None) -> None:
    drawn = standing_data(own, middle, "You" if here.mine else here.reps.get(here.person, "They"), notes)
    if own is None and here.mine and here.reps:
        drawn["sentence"] = NONE_OF_A_COACH
    widgets.standing(drawn)
    if own is None:
        return
    points = [
        charts.Pitched(row.at, row.relevance, f"{row.title or 'Untitled'}, to {row.prospect}")
        for row in reviews.itertuples()
    ]
    figure = charts.over_time(
        points, _dated(team.line(reviews), reviews), middle and (middle.low, middle.median, middle.high),
        widgets.palette(),
    )  # fmt: skip
    figure.update_layout(height=CHART_HEIGHT)
    st.plotly_chart(figure, key="team.line", theme=None, config={"displayModeBar": False})


def _dated(line: team.Line | None, reviews: pd.DataFrame) -> list[charts.OnLine]:
    """The line of those pitches on the calendar."""
    if line is None:
        return []
    first = reviews["at"].min()
    places = zip(*(one.tolist() for one in line), strict=True)
    return [charts.OnLine(first + dt.timedelta(days=day), *rest) for day, *rest in places]


def _notes(here: Here, reviews: pd.DataFrame, middle: Middle | None, scope: Scope) -> list[str]:
    """What one should know of one's own figures: what counts, what is not shown, and why."""
    counts = [WHAT_COUNTS] if reviews.empty and here.mine and not here.reps else []
    if not (here.mine and here.teamed):
        return counts
    notes = [] if here.listed else [OFF_BOARD]
    if middle is None:
        notes.append(TOO_FEW)
    elif not here.board.names:
        notes += [STEPS] if middle.step > 1 else []
        notes += [WHATEVER] if scope.product or scope.stage else []
    return notes + counts


def standing_data(own: team.Own | None, middle: Middle | None, name: str, notes: list[str]) -> dict[str, Any]:
    """A person's sentence, gauge and figures, as the part draws them."""
    notes = [*filter(None, [_beside(middle)]), *notes]
    if own is None:
        sentence = f"None of {'your' if name == 'You' else 'their'} pitches count here yet."
        return {"sentence": sentence, "notes": notes, "figure": None, "facts": []}
    stand = f"{name} {'stand' if name == 'You' else 'stands'} at {own.estimate:.0f}"
    likely = "" if own.low is None else f", likely between {own.low:.0f} and {own.high:.0f}"
    return {
        "sentence": " ".join(filter(None, (f"{stand}{likely}.", changing(own)))),
        "notes": notes,
        "figure": {
            "estimate": own.estimate,
            "low": own.low,
            "high": own.high,
            "middle": middle and {"median": middle.median, "low": middle.low, "high": middle.high},
            "explained": f"{stand} of 100{likely}. {_beside(middle)}",
        },
        "facts": _facts(own),
    }


def _beside(middle: Middle | None) -> str:
    if middle is None:
        return ""
    half = f"half of its {middle.people} people are between {middle.low:.0f} and {middle.high:.0f}"
    return f"The middle of the team is {middle.median:.0f}: {half}."


def changing(own: team.Own) -> str:
    """Whether somebody is getting better, in a sentence, or that one pitch tells nothing of it; nothing where they are
    too few otherwise.
    """
    if own.pitches == 1:
        return ONE_PITCH
    if own.trend is None or own.trend_low is None or own.trend_high is None:
        return ""
    if own.trend_low <= 0 <= own.trend_high:
        return "Whether that is rising or falling cannot be told yet."
    return f"{'Up' if own.trend > 0 else 'Down'} about {abs(own.trend):.1f} points a month."


def _facts(own: team.Own) -> list[dict[str, str]]:
    facts = [("Pitches", str(own.pitches), "")]
    if own.trend is not None and own.trend_low is not None and own.trend_high is not None:
        facts.append(("A month", moved(own.trend), f"between {moved(own.trend_low)} and {moved(own.trend_high)}"))
    facts += [("Focus", percent(own.focus), ""), ("Coverage", percent(own.coverage), "")]
    if own.swing is not None:
        facts.append(("Swing", f"±{own.swing:.0f}", "from pitch to pitch"))
    return [{"name": name, "value": value, "beside": beside} for name, value, beside in facts]


def _board(people: pd.DataFrame, table: pd.DataFrame, here: Here, middle: Middle | None) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("The board", anchor=False, width="stretch")
        wanted = st.text_input("Find somebody", key="team.find", live="300ms", width=240) if _long(people) else ""
        downloads.offer("board", board_table(people, table))
    limit = st.session_state.get(LIMIT, ONE_LOOK)
    found = people[people["name"].map(same).str.contains(same(wanted or ""), regex=False)]
    apart = found[found["pitches"] < here.board.minimum]
    told = f"Not ranked yet, with fewer than {here.board.minimum} pitches: {_listed(apart)}." if len(apart) else None
    if found.empty and wanted:
        told = "Nobody of that name has pitches here."
    ranked_ = table[table.index.isin(found.index)]
    drawn = ladder_data(people, table, ranked_, here.me, limit)
    widgets.ladder({**drawn, "median": middle and middle.median, "apart": told})
    widgets.more(LIMIT, len(ranked_), limit, ONE_LOOK, "team.more")


def _long(people: pd.DataFrame) -> bool:
    return len(people) > MOST_APART


def _listed(apart: pd.DataFrame) -> str:
    shown = [f"{row.name} ({row.pitches})" for row in apart[["name", "pitches"]].itertuples(index=False)]
    more = [f"and {len(shown) - MOST_APART} more; find one by name"] if len(shown) > MOST_APART else []
    return ", ".join([*shown[:MOST_APART], *more])


def board_table(people: pd.DataFrame, table: pd.DataFrame) -> pd.DataFrame:
    """The board to take away: what is shown and as finely as it is shown; who is not ranked with the number alone."""
    points = ["estimate", "low", "high", "swing"]
    shares = ["focus", "coverage"]
    moves = ["trend", "trend_low", "trend_high"]
    found = people[["name"]].join(table[["first", "last", *points, *moves, *shares]]).join(people["pitches"])
    found[points], found[moves], found[shares] = found[points].round(), found[moves].round(1), found[shares].round(2)
    ranks = ["first", "last"]
    found[ranks] = found[ranks].astype("Int64") if len(table) > 1 else None
    order = found.sort_values(["estimate", "name"], ascending=[False, True], na_position="last")
    return order.rename(columns={"first": "rank from", "last": "rank to", "trend": "a month"}).reset_index(drop=True)


def ladder_data(people: pd.DataFrame, table: pd.DataFrame, found: pd.DataFrame, me: str, limit: int) -> dict[str, Any]:
    """The board as the part draws it: the first ``limit`` rows found, and one's own where it comes after them."""
    return {
        "told": _told(people, table),
        "rows": [_row(person, people, table, me) for person in found.index[:limit]],
        "mine": _row(me, people, table, me) if me in found.index[limit:] else None,
    }


def _told(people: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    if table.empty:
        return ["Nobody has enough pitches here to be ranked yet."]
    told = ["Whoever cannot be told apart shares a rank: the figures hold to within the bars, nine times in ten."]
    if len(table) == 1:
        told = ["One person alone has enough pitches here, so there is no rank."]
    elif (table["last"] - table["first"] == len(table) - 1).all():
        told = [f"Nobody here can be told apart: all {len(table)} share one rank."]
    best = team.most_improved(table)
    if best is not None:
        trend, gain = (f"{table.loc[best, of]:.1f}" for of in ("trend", "gain"))
        told.append(
            f"Most improved: {people.loc[best, 'name']}, up {trend} points a month. "
            f"Beside everybody else’s, {gain} is the likelier figure."
        )
    return told


def _row(person: str, people: pd.DataFrame, table: pd.DataFrame, me: str) -> dict[str, Any]:
    row, name = table.loc[person], str(people.loc[person, "name"])
    known = row["trend"] == row["trend"] and row["trend_low"] == row["trend_low"]
    sure = known and not row["trend_low"] <= 0 <= row["trend_high"]
    rank = ranked(int(row["first"]), int(row["last"])) if len(table) > 1 else ""
    likely = f"{row['estimate']:.0f}, likely between {row['low']:.0f} and {row['high']:.0f}"
    return {
        "name": f"{name} (you)" if person == me else name,
        "me": person == me,
        "rank": rank,
        "estimate": float(row["estimate"]),
        "low": float(row["low"]),
        "high": float(row["high"]),
        "explained": f"{rank}: {likely}" if rank else likely,
        "trend": moved(float(row["trend"])) if known else "",
        "trend_reach": f"±{(row['trend_high'] - row['trend_low']) / 2:.1f}" if known else None,
        "trend_explained": f"between {moved(row['trend_low'])} and {moved(row['trend_high'])}" if known else None,
        "way": ("up" if row["trend"] > 0 else "down") if sure else "unsure",
        "pitches": int(row["pitches"]),
        "focus": percent(float(row["focus"])),
        "coverage": percent(float(row["coverage"])),
        "swing": f"±{row['swing']:.0f}",
    }


def moved(points: float) -> str:
    """Points gained or lost: "+2.5", "-0.3", "0.0"."""
    return "0.0" if abs(points) < 0.05 else f"{points:+.1f}"


def ranked(first: int, last: int) -> str:
    """A rank in words: "1st", "2nd to 4th"."""
    return ordinal(first) if first == last else f"{ordinal(first)} to {ordinal(last)}"


def ordinal(n: int) -> str:
    """A number as a place: "1st", "12th", "22nd"."""
    if n % 100 in (11, 12, 13):
        return f"{n}th"
    return f"{n}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th') }"


def _behind(reviews: pd.DataFrame) -> None:
    """The pitches behind the figure; each opens the claims behind it."""
    if reviews.empty:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("The pitches behind this", anchor=False, width="stretch")
        downloads.offer("pitches", reviews.reset_index(drop=True))
    limit = st.session_state.get(BEHIND, A_FEW)
    opened = st.session_state.get(OPENED)
    claims = state.store().aggregates.claims(opened) if opened in reviews.index else None
    widgets.behind(behind_data(reviews.head(limit), opened, claims), opened=_open)
    widgets.more(BEHIND, len(reviews), limit, A_FEW, "team.earlier")


def _open(review_id: str) -> None:
    """Open a pitch's claims, or close them again."""
    st.session_state[OPENED] = None if st.session_state.get(OPENED) == review_id else review_id


def behind_data(reviews: pd.DataFrame, opened: str | None, claims: pd.DataFrame | None) -> dict[str, Any]:
    """Pitches, newest first, the opened one with its claims."""
    return {
        "rows": [
            {
                "id": row.Index,
                "when": f"{row.at:%-d %b}",
                "title": row.title or "Untitled",
                "prospect": row.prospect,
                "kind": "live" if row.kind == "recording" else "rehearsed",
                "relevance": f"{row.relevance:.0f}",
                "claims": _claims(claims) if row.Index == opened and claims is not None else None,
            }
            for row in reviews.itertuples()
        ]
    }


def _claims(claims: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "text": row.text,
            "kept": bool(row.kept),
            "verdict": widgets.CLASSES[Verdict(row.verdict)],
            "named": row.verdict if row.sure else f"{row.verdict}, not sure",
            "weight": "" if row.weight is None or row.weight != row.weight else charts.gain(row.weight),
        }
        for row in claims.itertuples()
    ]
