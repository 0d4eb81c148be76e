"""The right deal: what became of the prospects, and does it go with how we pitched?

What they want to know, in this order:

1. How did our deals end? (the sentence)
2. Do pitches that say what was asked for go with deals won; untied claims with discounts; answered forces with progress
   and renewals; worries left open with silence? (four charts, each with counts, intervals and what it does not show)
3. Which deals are these? (the table)
4. How do I tell what became of one, or of all? (by hand, by file)

None of it says that one thing made the other: a rep who is liked both hears more and sells more.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _demo as demo
from pages import _downloads as downloads
from pages import _hurry as hurry
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import charts, deals
from pitchcheck.files import outcomes as tables
from pitchcheck.outcome import OutcomeKind
from pitchcheck.pitch import InputError
from pitchcheck.store import NewOutcome, Outcome, Scope

if TYPE_CHECKING:
    import pandas as pd

    from pitchcheck.profile import Profile

TOLD = "deals.told"
PROBLEMS = "deals.problems"
LAST = "deals.last"
"""The outcome that was told last by hand, which a click takes back."""
BROUGHT = "deals/brought"
"""The draft that names the file brought in last, with the moments of its first and its last outcome."""
KEPT = "deals.kept"
"""How many were told by hand: the boxes of the next one are new, and empty."""
HEIGHT = 190
MOST_PROBLEMS = 20
NOT_CAUSE = "This says what went together, not what made what: good deals and good pitches may share a reason."


def view(scope: Scope) -> None:
    """The sentence, the charts, the table, and how to tell more."""
    with widgets.now_and_then():
        _said()
    found = state.store().deals.frame(scope)
    if found.empty:
        st.markdown("Nothing is known yet of what became of your prospects in these days. Tell the first here.")
        _tell()
        demo.offer()
        return
    table = deals.prepared(found)
    st.markdown(f"#### {_sentence(table)}")
    _tell()
    _charts(table)
    _table(table, narrowed=bool(scope.product or scope.kind or scope.stage))


def _said() -> None:
    if message := st.session_state.pop(TOLD, None):
        st.success(widgets.plain(message))
    for problem in st.session_state.pop(PROBLEMS, ()):
        st.warning(widgets.plain(problem))


def _sentence(table: pd.DataFrame) -> str:
    counts = table["decided"].value_counts()
    silent = int((table["decided"].isna() & table["quiet"]).sum())
    told = [
        f"{counts.get('won', 0)} bought",
        f"{counts.get('lost', 0)} did not",
        f"{counts.get('no decision', 0)} decided nothing",
        f"{silent} went quiet before deciding",
    ]
    return f"Of {widgets.counted(len(table), 'prospect')}, {', '.join(told)}."


def _charts(table: pd.DataFrame) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        _halves(
            "Do they buy where we say what they asked for?",
            deals.halves(table, "relevance", "won"),
            "bought",
            ("pitch relevance above {cut:.0f}", "{cut:.0f} or below"),
        )
    with right:
        _discounts(table)
    left, right = st.columns(2, gap="large")
    with left:
        _halves(
            "Do they make progress where we answered more of it?",
            deals.halves(table, "coverage", "progressed"),
            "made the progress they named, or renewed",
            ("coverage above {cut:.0%}", "{cut:.0%} or below"),
        )
    with right:
        _halves(
            "Do they go quiet where a worry stayed open?",
            deals.halves(table, "open_anxiety", "went_quiet", cut=0),
            "went quiet",
            ("a worry left open", "every worry answered"),
        )


def _halves(question: str, found: deals.Halves | None, what: str, names: tuple[str, str]) -> None:
    st.markdown(f"**{question}**")
    if found is None:
        st.markdown(TOO_FEW.format(fewest=deals.FEWEST))
        return
    above, below = (name.format(cut=found.cut) for name in names)
    rows = [charts.ShareRow(name, *one) for name, one in ((above, found.above), (below, found.below))]
    _draw(charts.shares(rows, widgets.palette()), question)
    st.markdown(
        f"With {above}, {_part(found.above)} {what}; with {below}, {_part(found.below)}. {_apart(found)} {NOT_CAUSE}"
    )


TOO_FEW = "Too few deals to say: each side needs {fewest} at least."


def _part(one: deals.Share) -> str:
    return f"{one.those} of {one.of} ({one.low:.0%} to {one.high:.0%} fits)"


def _apart(found: deals.Halves) -> str:
    span = f"between {100 * found.low:+.0f} and {100 * found.high:+.0f} points".replace("-", "−")
    if found.told_apart:
        return f"The difference lies {span}."
    return f"The difference lies {span}, so there may be none."


def _discounts(table: pd.DataFrame) -> None:
    question = "Do we discount where much was said that nobody asked for?"
    st.markdown(f"**{question}**")
    found = deals.together(table, "in_play", "discounted")
    if found is None:
        st.markdown(f"Too few deals with a price to say: it needs {2 * deals.FEWEST} at least, not all alike.")
        return
    known = table.dropna(subset=["in_play", "discounted"])
    points = [charts.DealPoint(row.prospect, row.in_play, row.discounted) for row in known.itertuples()]
    _draw(charts.scatter(points, ("price in play", "discount"), widgets.palette()), question)
    sign = "none can be told"
    if not found.low <= 0 <= found.high:
        sign = f"the more in play, the {'more' if found.rho > 0 else 'less'} discount"
    st.markdown(
        f"Over {found.of} deals the rank correlation is {found.rho:.2f}, and {found.low:.2f} to {found.high:.2f} fits: "
        f"{sign}. {NOT_CAUSE}".replace("-", "−")
    )


def _draw(figure: Any, name: str, height: int = HEIGHT) -> None:
    figure.update_layout(height=height)
    st.plotly_chart(figure, key=f"deals.{name}", theme=None, config={"displayModeBar": False})


SHOWN = {
    "prospect": "Prospect", "company": "Company", "industry": "Industry", "decided": "Decided", "reason": "Why",
    "on": "On", "quiet": "Went quiet", "after": "Since the sale", "price": "Price", "discount": "Discount",
    "currency": "Currency", "relevance": "Pitch relevance", "coverage": "Coverage", "price_in_play": "Price in play",
    "anxieties": "Worries", "unanswered": "Left open",
}  # fmt: skip


def _table(table: pd.DataFrame, *, narrowed: bool) -> None:
    shown = table[list(SHOWN)].rename(columns=SHOWN).sort_values("On", ascending=False)
    words = ["Company", "Industry", "Decided", "Currency"]
    shown[words] = shown[words].fillna("")
    shown["Coverage"] *= 100
    percent = st.column_config.NumberColumn(format="%.0f %%")
    st.dataframe(
        shown,
        hide_index=True,
        column_config={
            "Coverage": percent,
            **dict.fromkeys(("Pitch relevance", "Price in play"), st.column_config.NumberColumn(format="%.0f")),
            "Decided": st.column_config.TextColumn(width=110),
        },
        placeholder="",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f"{FROM} {NARROWED}" if narrowed else FROM, width="stretch")
        downloads.offer("deals", shown)


FROM = "Figures are of the last pitch that you may see on or before the day. Empty where there is none."
NARROWED = "With a product, a kind or a stage chosen, only prospects are counted who heard such a pitch."


def _tell() -> None:
    with st.container(horizontal=True, gap="small"):
        with st.popover("Tell an outcome"), st.form("deals.tell", border=False):
            _by_hand()
        with st.popover("Bring in a file"):
            st.file_uploader(
                "Outcomes as CSV, or an export of deals from HubSpot or Salesforce", type=["csv"], key="deals.file",
                on_change=_brought, max_upload_size=25,
            )  # fmt: skip
            st.download_button(
                "A file to fill in", tables.outcomes_template, "outcomes.csv", "text/csv", key="deals.template",
                on_click="ignore",
            )  # fmt: skip
        _way_back()
        _way_back_from_a_file()


def _by_hand() -> None:
    known = {one.id: one.value for one in state.store().profiles.all()}
    names = widgets.told_apart({one: widgets.short(profile.full_name, 80) for one, profile in known.items()})
    n = st.session_state.setdefault(KEPT, 0)
    profile = st.selectbox(
        "Prospect", list(known), index=None, key=f"deals.prospect {n}", format_func=names.__getitem__,
        placeholder="Choose a prospect" if known else "Save a prospect first",
    )  # fmt: skip
    kinds = list(OutcomeKind)
    kind = st.selectbox("What became of them", kinds, key=f"deals.kind {n}", format_func=lambda one: one.value)
    on = st.date_input("On", state.today(), key=f"deals.on {n}")
    left, right = st.columns(2)
    price = left.number_input("Price talked about", min_value=0.0, value=None, key=f"deals.price {n}")
    discount = right.number_input("Discount on it", min_value=0.0, value=None, key=f"deals.discount {n}")
    reason = st.text_input("Why, in their words", max_chars=500, key=f"deals.reason {n}")
    if st.form_submit_button("Keep it", key="deals.keep", disabled=not known):
        told = {"kind": kind, "on": on, "price": price, "discount": discount, "reason": reason}
        _keep(known.get(profile or ""), profile_id=profile, **told)


@hurry.once
def _keep(of: Profile | None, **told: Any) -> None:
    """Keep an outcome as the form tells it, once it says of whom."""
    if of is None:
        st.error("Choose a prospect first.")
        return

    def kept() -> str:
        st.session_state[LAST] = state.store().outcomes.add(NewOutcome(currency=of.currency, **told))[0]
        st.session_state[KEPT] += 1
        return f"Kept: {of.full_name}, {told['kind'].value}."

    _try(kept)
    st.rerun()


def _way_back() -> None:
    """A button that takes back what was told last, for as long as it stands."""
    last: Outcome | None = st.session_state.get(LAST)
    if last is None or last.id not in {one.id for one in state.store().outcomes.of(last.profile_id)}:
        return
    of = widgets.short(state.store().profiles.get(last.profile_id).value.full_name, 40)
    st.button(
        f"Take back: {widgets.plain(of)}, {last.kind.value}",
        key="deals.back",
        icon=":material/undo:",
        on_click=_take_back,
        args=(last,),
    )


def _way_back_from_a_file() -> None:
    """A button that takes back together what the last file brought, as far as it stands."""
    draft = state.store().drafts.get(BROUGHT)
    if draft is None or not isinstance(draft.value, dict):
        return
    since, until = (dt.datetime.fromisoformat(str(draft.value[end])) for end in ("since", "until"))
    left = state.store().outcomes.told(since, until)
    if left:
        name = widgets.plain(widgets.short(str(draft.value["name"]), 40))
        st.button(
            f"Take back what {name} brought: {widgets.counted(left, 'outcome')}",
            key="deals.file_back",
            icon=":material/undo:",
            on_click=_take_back_a_file,
            args=(since, until),
        )


@hurry.once
def _take_back_a_file(since: dt.datetime, until: dt.datetime) -> None:
    def removed() -> str:
        count = state.store().outcomes.take_back(since, until)
        state.store().drafts.drop(BROUGHT)
        return f"{widgets.counted(count, 'outcome')} taken back."

    _try(removed)


@hurry.once
def _take_back(last: Outcome) -> None:
    def removed() -> str:
        state.store().outcomes.remove(last.id)
        return "Taken back."

    _try(removed)


def _brought() -> None:
    given = widgets.just_given("deals.file")
    if given is not None:
        _try(lambda: _bring_in(given.getvalue(), given.name))


def _bring_in(data: bytes, name: str) -> str:
    read = tables.read_outcomes(data, name)
    added, problems = state.store().outcomes.bring_in(read)
    if added:
        ends = {"since": added[0].at.isoformat(), "until": added[-1].at.isoformat()}
        state.store().drafts.keep(BROUGHT, {"name": name, **ends})
    left = len(problems) - MOST_PROBLEMS
    more = [f"And {widgets.counted(left, 'more row')}."] if left > 0 else []
    st.session_state[PROBLEMS] = [*(f"{name}, {one}." for one in problems[:MOST_PROBLEMS]), *more]
    waiting = widgets.counted(read.still_open, "deal")
    still_open = f" {waiting} {'is' if read.still_open == 1 else 'are'} still open." if read.still_open else ""
    return f"{widgets.counted(len(added), 'outcome')} kept, read as {read.source}.{still_open}"


def _try(work: Callable[[], str]) -> None:
    """Do it and say so, or say why not."""
    try:
        st.session_state[TOLD] = work()
    except InputError as problem:
        st.session_state[PROBLEMS] = [str(problem)]
