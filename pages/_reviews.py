"""The reviews of many pitches: the sentence, what nobody asked for, the table, one of them, and what to take away."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _downloads as downloads
from pages import _given as given
from pages import _hurry as hurry
from pages import _state as state
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck import charts
from pitchcheck.advice import percent
from pitchcheck.bulk import pitch_of
from pitchcheck.counting import named
from pitchcheck.jobs import KEEPING
from pitchcheck.jobs.many import table_of, with_none
from pitchcheck.judge import Verdict
from pitchcheck.report import tables
from pitchcheck.store import Job, JobState

if TYPE_CHECKING:
    import pandas as pd

MOST_THINGS = 12
ALL = "everybody"
COLUMNS = {
    "relevance": "Relevance", "prospect": "Prospect", "begins": "Pitch", "between": "Between", "rep": "Rep",
    "date": "Date", "unasked": "Not asked for", "worse": "Makes worse", "claims": "Claims", "place": "Where",
}  # fmt: skip


def shown(job: Job) -> None:
    """What is done of that run: all of it, or as far as it is."""
    rows = _rows(job)
    found = of_pitches(rows)
    if found.empty and not (rows["kind"] == "bad").any():
        if job.unfinished:
            st.markdown("The first reviews appear here in a moment; press “Look again” to see them.")
            st.button("Look again", key="bulk.again")
        elif job.state is not JobState.DONE:
            st.markdown("Nothing was reviewed before it ended. Press “Go on” to have it done.")
        return
    if job.unfinished:
        st.info(f"So far: {given.counted(len(found))}. Press “Look again” to see what has come since.")
        st.button("Look again", key="bulk.again")
    elif job.state is not JobState.DONE:
        st.info(f"So far: {given.counted(len(found))}. Press “Go on” to have the others reviewed.")
    if not found.empty:
        first, rest = sentence(found)
        st.markdown(f"#### {widgets.plain(first)}")
        st.markdown(widgets.plain(rest))
        _spread(found)
        _things(job)
        _table(job, found)
    _bad(rows)
    _take_away(job, found)


def _rows(job: Job) -> pd.DataFrame:
    if job.state is JobState.DONE and job.file is not None:
        return _finished(state.store(), job.id, job.file.sha256)
    return table_of(state.store().jobs.kept(job.id))


@st.cache_data(show_spinner="Opening the reviews…", max_entries=3, ttl=600)
def _finished(_store: Any, job_id: str, sha256: str) -> pd.DataFrame:
    """The rows of pitches, and of claims that make something worse; all the others would only fill the memory."""
    import pandas as pd

    with _store.jobs.file(job_id) as stream:
        content = io.BytesIO(stream.read())
    return pd.read_parquet(content, filters=[[("n", "==", 0)], [("verdict", "==", Verdict.WORSE.value)]])


def of_pitches(rows: pd.DataFrame) -> pd.DataFrame:
    """One row a pitch, the least relevant first; one that stands in several places has a row for each."""
    reviews = rows[rows["kind"] == "review"]
    copies = rows[rows["kind"] == "copy"][["key", "source", "row", "rep", "date", "product"]]
    again = copies.merge(reviews.drop(columns=["source", "row", "rep", "date", "product"]), on="key")
    both = reviews if again.empty else _stacked(reviews, again)
    claims = rows[rows["kind"] == "claim"]
    worse = claims[claims["verdict"] == Verdict.WORSE].groupby("key").size()
    found = both.assign(worse=both["key"].map(worse).fillna(0).astype(int))
    return found.sort_values(["relevance", "source", "row"], na_position="last").reset_index(drop=True)


def _stacked(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([one, other[one.columns]], ignore_index=True)


def sentence(found: pd.DataFrame) -> tuple[str, str]:
    """The whole in a sentence, how relevant and how far apart; and how much of it was not asked for or does harm."""
    told = found["relevance"].dropna()
    silent = len(found) - len(told)
    without = (
        f"{given.counted(silent)} {'has' if silent == 1 else 'have'} no figure, because too little is known of the "
    )
    without = f"{without}prospect, or nothing is claimed." if silent else ""
    if told.empty:
        return without, ""
    low, middle, high = told.quantile([0.25, 0.5, 0.75])
    spread = f", half of them between {low:.0f} and {high:.0f}" if len(told) > 3 else ""
    worse, unasked = int((found["worse"] > 0).sum()), found["unasked_share"].mean()
    harm = f"{worse:,} of them {named(worse, 'makes', 'make')} something worse."
    if len(found) == 1:
        harm = "It makes something worse." if worse else "It makes nothing worse."
    rest = f"On average {percent(unasked)} of what they say was not asked for. {harm}"
    figure = "relevance" if len(told) == 1 else "median relevance"
    first = f"{given.counted(len(told))} with a {figure} of {middle:.0f}{spread}."
    return first, " ".join(filter(None, (rest, without)))


def _spread(found: pd.DataFrame) -> None:
    """How many pitches stand where, and who stands where."""
    told = found["relevance"].dropna()
    left, right = st.columns([3, 2], gap="medium")
    with left:
        if len(told) > 1:
            figure = charts.spread(list(told), widgets.palette())
            st.plotly_chart(figure, key="bulk.spread", config={"displayModeBar": False})
    with right:
        by = next((one for one in ("rep", "prospect") if found[one].nunique() > 1), None)
        if by and len(told):
            _by(found, by)


def _by(found: pd.DataFrame, by: str) -> None:
    table = found.dropna(subset=["relevance"]).groupby(by).agg(
        pitches=("relevance", "size"), relevance=("relevance", "median"), unasked=("unasked_share", "mean")
    )  # fmt: skip
    table = table.sort_values("relevance").reset_index()
    table["unasked"] *= 100
    names = {by: "Rep" if by == "rep" else "Prospect", "pitches": "Pitches", "relevance": "Median relevance",
             "unasked": "Not asked for"}  # fmt: skip
    st.dataframe(
        table.rename(columns=names), hide_index=True, height="auto" if len(table) < 7 else 260, key="bulk.by",
        column_config={
            names["relevance"]: st.column_config.NumberColumn(format="%.0f"),
            names["unasked"]: st.column_config.NumberColumn(format="%.0f%%"),
        },
    )  # fmt: skip


def _things(job: Job) -> None:
    """What was put forward most, with how many of those who heard it asked for it."""
    result = job.result if isinstance(job.result, dict) else {}
    things = [one for one in result.get("things") or [] if isinstance(one, dict) and one["pitches"] > 1]
    if not things:
        return
    never = [one for one in things if not one["tied_prospects"]]
    st.subheader("What you put forward most", anchor=False)
    if never:
        most = f"**“{widgets.plain(widgets.short(str(never[0]['name']), 90))}”**"
        where = given.counted(int(never[0]["pitches"]))
        some = "The one thing" if len(things) == 1 else f"{len(never)} of these {len(things)}"
        were, first = ("was", ":") if len(never) == 1 else ("were", ". The one said most:")
        st.markdown(f"{some} {were} asked for by nobody{first} {most}, in {where}.")
    ordered = sorted(things, key=lambda one: (one["tied_prospects"] > 0, -one["pitches"]))[:MOST_THINGS]
    st.dataframe(
        [
            {
                "You say": one["name"], "In pitches": one["pitches"], "To prospects": one["prospects"],
                "Asked for by": one["tied_prospects"], "Makes worse, in pitches": one["worse"],
            }
            for one in ordered
        ],
        hide_index=True, key="bulk.things", column_config={"You say": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    st.caption("Grouped by what the words mean. The first are those that nobody asked for.")


def _table(job: Job, found: pd.DataFrame) -> None:
    """Every pitch, the least relevant first; what is picked is opened, or kept."""
    st.subheader("Every pitch", anchor=False)
    chosen = _filtered(found)
    event: Any = st.dataframe(
        laid_out(chosen), hide_index=True, key=f"bulk.table {job.id}", on_select="rerun",
        selection_mode="multi-row", height="auto" if len(chosen) < 11 else 420,
        column_config={
            COLUMNS["relevance"]: st.column_config.ProgressColumn(
                format="%.0f", min_value=0, max_value=100, width="small"
            ),
            COLUMNS["between"]: st.column_config.TextColumn(width="small"),
            COLUMNS["unasked"]: st.column_config.NumberColumn(format="%.0f%%"),
            COLUMNS["begins"]: st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    picked = chosen.iloc[[place for place in event.selection.rows if place < len(chosen)]]
    _with_picked(job, picked)


def _filtered(found: pd.DataFrame) -> pd.DataFrame:
    with st.container(horizontal=True, vertical_alignment="bottom", key="bulk.filters"):
        for by, label in (("rep", "Rep"), ("prospect", "Prospect")):
            names = sorted(found[by].dropna().unique())
            if len(names) > 1:
                name = st.selectbox(label, [ALL, *names], key=f"bulk.only {by}", width=200)
                found = found if name == ALL else found[found[by] == name]
    return found


def laid_out(found: pd.DataFrame) -> pd.DataFrame:
    """The table as it is shown; columns that nothing is known for are left out."""
    import pandas as pd

    between = [
        "" if pd.isna(low) else f"{low:.0f} to {high:.0f}"
        for low, high in zip(found["low"], found["high"], strict=True)
    ]
    place = [f"{s}, row {r}" if r else s for s, r in zip(found["source"], found["row"], strict=True)]
    begins = [widgets.short(text, 140) for text in found["pitch"]]
    table = found.assign(between=between, place=place, begins=begins, unasked=100 * found["unasked_share"])
    known = [name for name in COLUMNS if name not in ("rep", "date") or table[name].notna().any()]
    shown_as: pd.DataFrame = table[known].rename(columns=COLUMNS)
    return shown_as


def _with_picked(job: Job, picked: pd.DataFrame) -> None:
    if picked.empty:
        st.caption("Pick one to open it as a whole review, or several to keep them with your pitches.")
        return
    with st.container(horizontal=True, vertical_alignment="center", key="bulk.picked"):
        if len(picked) == 1:
            row = with_none(picked).iloc[0].to_dict()
            if st.button("Open it on Rehearse", key="bulk.open", type="primary"):
                _open(job, row)
        shared = st.toggle("My coaches see them", key="bulk.shared", help=SHARED)
        st.button(
            f"Add {given.counted(len(picked))} to my pitches", key="bulk.keep", on_click=_keep,
            args=(job, tuple(dict.fromkeys(picked["key"])), shared),
            disabled=any(one.unfinished for one in voice.office().all(KEEPING)),
        )  # fmt: skip


SHARED = "Takes that coaches see count on the Team page; others are yours alone."


def _open(job: Job, row: dict[str, Any]) -> None:
    """Lay it on the desk, with its prospect and its catalogue; what was there can be brought back."""
    state.start()
    pitch, profile = pitch_of(row)
    state.meet(profile)
    state.put(pitch.text, title=row.get("title"))
    asked = job.asked if isinstance(job.asked, dict) else {}
    by_id = {one.id: one.value.product for one in state.store().catalogues.all()}
    named = {product.casefold(): product for id_, product in by_id.items() if id_ in (asked.get("products") or ())}
    state.pick(named.get(str(row.get("product") or "").casefold()) or by_id.get(str(asked.get("catalogue"))))
    st.switch_page("pages/rehearse.py")


@hurry.once
def _keep(job: Job, keys: tuple[str, ...], shared: bool) -> None:
    wanted = {"of": job.id, "keys": list(keys), "shared": shared}
    voice.office().begin(KEEPING, f"Adding {given.counted(len(keys))} to yours", wanted)


def _bad(rows: pd.DataFrame) -> None:
    bad = rows[rows["kind"] == "bad"].sort_values(["source", "row"])
    if bad.empty:
        return
    st.subheader(f"Not reviewed: {len(bad):,}", anchor=False)
    names = {"source": "File", "row": "Row", "column": "Column", "reason": "Why"}
    st.dataframe(
        bad[list(names)].rename(columns=names), hide_index=True, key="bulk.bad",
        column_config={"Why": st.column_config.TextColumn(width="large")},
    )  # fmt: skip
    st.download_button(
        "Download these rows", lambda: tables.csv(bad[list(names)]), "not-reviewed.csv", "text/csv",
        key="bulk.bad.csv", on_click="ignore",
    )  # fmt: skip


def _take_away(job: Job, found: pd.DataFrame) -> None:
    """All of it: the table as a spreadsheet has it, and every row with its claims for a notebook; and the way out."""
    with st.container(horizontal=True, vertical_alignment="center", key="bulk.away"):
        downloads.offer("pitches", found.drop(columns=["profile", "start", "end", "text"], errors="ignore"))
        st.download_button(
            "Everything, with claims (Parquet)", lambda: _parquet(job), "reviews.parquet", key="bulk.everything",
            on_click="ignore",
        )  # fmt: skip
        if not job.unfinished:
            st.button("Throw this run away", key="bulk.forget", on_click=voice.office().forget, args=(job.id,))


def _parquet(job: Job) -> bytes:
    """The file as it was written; of work that is not done, what there is."""
    if state.store().jobs.get(job.id).state is JobState.DONE:  # it may be over since the page was drawn
        with state.store().jobs.file(job.id) as stream:
            return stream.read()
    target = io.BytesIO()
    table_of(state.store().jobs.kept(job.id)).to_parquet(target, index=False)
    return target.getvalue()
