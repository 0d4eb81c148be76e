"""What is never asked for: what do we keep putting forward that nobody wanted, and what do they say that we leave open?

What a product or marketing person comes for, in this order:

1. Which of our things did nobody ask for? (the sentence, the table: never asked for first)
2. What does each of our things answer, if anything? (its row of the heat map: feature × force)
3. Who says so? (a click: the quotes, to whom it was said)
4. What do they keep saying that we leave unanswered? (the list below)
5. Are these really one thing? (rename, merge, split: kept, and by whom)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import streamlit as st

from pages import _demo as demo
from pages import _downloads as downloads
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck import grouping
from pitchcheck.judge import Verdict
from pitchcheck.pitch import InputError
from pitchcheck.store import Group, Scope
from pitchcheck.store.asked import MOST_PITCHES
from pitchcheck.store.groups import fingerprint

if TYPE_CHECKING:
    import pandas as pd

OPENED = "never.opened"
PROBLEM = "never.problem"
LIMIT, QUOTES, LEFT = "never.limit", "never.quotes.limit", "never.left.limit"
MOST_ROWS = 20
MOST_QUOTES = 12
MOST_OPEN = 12
NEVER, EVERYTHING, WORSE = "Never asked for", "Everything said", "Makes it worse"
RELATIONS = {"advances": "answers", "eases": "eases", "aggravates": "makes worse"}
KEY = (
    "A number is in how many pitches it answered something with that force; ▾ in how many it made that worse. "
    "Click one to read the quotes."
)
HOW = (
    "Grouped by what the words mean, which the judge gets right for most and not for all: rename, merge or split "
    "where it is wrong. Only pitches that you may open are counted. “Nobody asked” says nothing about people who were "
    "never asked."
)


class Seen(NamedTuple):
    """What the view shows: claims with their group, their pitches, links and statements, one row a group in ``table``.

    ``named`` are the groups that people made, by their number.
    """

    claims: pd.DataFrame
    pitches: pd.DataFrame
    links: pd.DataFrame
    statements: pd.DataFrame
    table: pd.DataFrame
    named: Mapping[int, Group]


def view(scope: Scope) -> None:
    """The table, what is open of it, and what is left unanswered."""
    seen = _seen(scope)
    if seen is None:
        st.markdown("No pitch that you may see falls into these dates. Share a rehearsal, or add a recording.")
        demo.offer()
        return
    above = widgets.now_and_then()
    if message := st.session_state.pop(PROBLEM, None):
        above.error(widgets.plain(message))
    st.markdown(f"#### {widgets.plain(_sentence(seen.table))}")
    _table(_chosen(seen.table), seen)
    number = st.session_state.get(OPENED, {}).get("group")
    if number in set(seen.table.index):
        with st.container(border=True, key="never.open"):
            _opened(int(number), seen)
    _left_open(seen)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(HOW, width="stretch")
    if len(seen.pitches) == MOST_PITCHES:
        st.caption(f"The newest {MOST_PITCHES:,} pitches are counted. Choose fewer days to see older ones apart.")


def _seen(scope: Scope) -> Seen | None:
    """All of it; None where nothing was said."""
    asked = state.store().asked
    pitches, claims = asked.pitches(scope), asked.claims(scope)
    if claims.empty:
        return None
    with st.spinner("Reading what is alike…", show_time=True):
        found, named = state.store().groups.applied(claims)
        table = grouping.things(found, pitches, {number: one.name for number, one in named.items() if one.name})
    return Seen(found, pitches, asked.links(scope), asked.statements(scope), table, named)


def _sentence(table: pd.DataFrame) -> str:
    """How many things nobody asked for, and which of them is said most."""
    never = table[table["tied_prospects"] == 0]
    every = "The one thing" if len(table) == 1 else f"Each of the {len(table)} things"
    if never.empty:
        return f"{every} you put forward was asked for by somebody."
    first = never.iloc[0]
    which = (
        f"“{widgets.short(first['name'], 70)}”, in {_pitches(first['pitches'])}, to "
        f"{widgets.counted(first['prospects'], 'prospect')}."
    )
    if len(never) == 1:
        some = every if len(table) == 1 else f"1 of the {len(table)} things"
        return f"{some} you put forward was asked for by nobody: {which}"
    some = f"{len(never)} of the {len(table)} things"
    return f"{some} you put forward were asked for by nobody. The one said most is {which}"


def _pitches(number: int) -> str:
    return widgets.counted(number, "pitch", "pitches")


def _chosen(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of that question with those words, in the order that the question wants."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute", gap="small"):
        which = st.segmented_control(
            "Which", [NEVER, EVERYTHING, WORSE], default=NEVER, key="never.which", label_visibility="collapsed",
            required=True,
        )  # fmt: skip
        words = ""
        if len(table) > MOST_ROWS:
            words = st.text_input("Find", key="never.find", live="300ms", width=240, placeholder="Words of a thing")
        downloads.offer("what-is-never-asked-for", table.reset_index(drop=True))
    shown = _of(table, which)
    return shown[shown["name"].map(grouping.same).str.contains(grouping.same(words or ""), regex=False)]


def _of(table: pd.DataFrame, which: str | None) -> pd.DataFrame:
    if which == WORSE:
        return table[table["worse"] > 0].sort_values(["worse", "pitches"], ascending=False)
    if which == EVERYTHING:
        return table
    return table[table["tied_prospects"] == 0]


def _table(shown: pd.DataFrame, seen: Seen) -> None:
    cells = grouping.heat(seen.claims, seen.links)
    most = max((cell.answers for cell in cells.values()), default=1) or 1
    opened, limit = st.session_state.get(OPENED, {}).get("group"), st.session_state.get(LIMIT, MOST_ROWS)
    rows = [
        {
            "group": int(group),
            "name": row["name"],
            **{name: int(row[name]) for name in ("pitches", "prospects", "wordings", "tied", "unasked", "worse")},
            "named": group in seen.named,
            "chosen": group == opened,
            "cells": [_cell(cells.get((group, force), grouping.Heat(0, 0)), force, most) for force in grouping.FORCES],
        }
        for group, row in shown.head(limit).iterrows()
    ]
    if not rows:
        st.markdown("Nothing here.")
        return
    widgets.asked({"rows": rows, "forces": list(grouping.FORCES), "key": KEY}, opened=_open)
    widgets.more(LIMIT, len(shown), limit, MOST_ROWS, "never.more")


def _cell(heat: grouping.Heat, force: str, most: int) -> dict[str, Any]:
    level = 0 if not heat.answers else 1 + min(3, 4 * heat.answers // (most + 1))
    says = f"answered in {_pitches(heat.answers)}, made worse in {_pitches(heat.worsens)}"
    return {"force": force, "answers": heat.answers, "worsens": heat.worsens, "level": level, "says": says}


def _open(what: dict[str, Any]) -> None:
    """Open a thing or a cell of it, or close it again."""
    same = st.session_state.get(OPENED) == what
    st.session_state[OPENED] = {} if same else what
    st.session_state.pop(QUOTES, None)


def _opened(number: int, seen: Seen) -> None:
    """One thing: to whom it was said, the quotes, and what a person makes of the grouping."""
    force, claims = st.session_state[OPENED].get("force"), seen.claims[seen.claims["group"] == number]
    st.markdown(f"**{widgets.plain(seen.table.loc[number, 'name'])}**" + (f" and each {force}" if force else ""))
    st.markdown("  \n".join(filter(None, _to_whom(claims, seen))))
    quotes = _answered(claims, seen, force) if force else _said(claims, seen)
    limit = st.session_state.get(QUOTES, MOST_QUOTES)
    widgets.quotes({"quotes": quotes[:limit], "reveal": f"{number} {force}"})
    widgets.more(QUOTES, len(quotes), limit, MOST_QUOTES, "never.quotes.more")
    with st.container(horizontal=True, gap="small"):
        _rename(number, claims, seen)
        _merge(number, seen)
        _split(number, claims, seen)
        if number in seen.named:
            st.button("Group it anew", key="never.forget", on_click=_forget, args=(seen.named[number].id,), help=ANEW)
        st.button("Close", key="never.close", on_click=_open, args=(st.session_state[OPENED],))


ANEW = "Takes back what people said of these wordings, and lets the judge group them."


def _to_whom(claims: pd.DataFrame, seen: Seen) -> list[str]:
    lines = []
    for label, by in (("By stage", "stage"), ("By industry", "industry")):
        table = grouping.to_whom(claims, seen.pitches, by)
        told = [f"{widgets.plain(str(name))} {row['pitches']} ({row['tied']} tied)" for name, row in table.iterrows()]
        lines.append(f"{label}: {', '.join(told)}." if told else "")
    who = grouping.whose(claims, seen.links, seen.statements)
    told = [f"{name} {row['answered']} answered, {row['worsened']} made worse" for name, row in who.iterrows()]
    lines.append(f"By who had said it: {'; '.join(told)}." if told else "Nobody had said anything that it touches.")
    return lines


def _said(claims: pd.DataFrame, seen: Seen) -> list[dict[str, Any]]:
    """The quotes of a group, newest first, each wording to each prospect once."""
    whole = _placed(claims, seen).drop_duplicates(["wording", "prospect", "company"])
    return [
        {"text": row["text"], "verdict": widgets.CLASSES[Verdict(row["verdict"])], "meta": _meta(row, row["verdict"])}
        for _, row in whole.iterrows()
    ]


def _answered(claims: pd.DataFrame, seen: Seen, force: str) -> list[dict[str, Any]]:
    """The quotes of a cell: what was said, and what of that force it answered or made worse."""
    links, statements = seen.links[seen.links["force"] == force], seen.statements
    joined = links.merge(claims[["review_id", "claim", "text"]], on=["review_id", "claim"])
    joined = joined.merge(
        statements[["review_id", "statement", "text"]], on=["review_id", "statement"], suffixes=("", "_to")
    )
    joined = _placed(joined, seen).drop_duplicates(["text", "text_to", "relation", "prospect", "company"])
    return [
        {
            "text": row["text"],
            "verdict": "worse" if row["relation"] == "aggravates" else "tied",
            "relation": RELATIONS[row["relation"]],
            "to": row["text_to"],
            "meta": _meta(row),
        }
        for _, row in joined.iterrows()
    ]


def _placed(rows: pd.DataFrame, seen: Seen) -> pd.DataFrame:
    """With to whom and when, newest first."""
    placed = rows.join(seen.pitches[["prospect", "company", "at", "kind"]], on="review_id")
    return placed.sort_values("at", ascending=False, kind="stable")


def _meta(row: Any, verdict: str = "") -> str:
    who = f"{row['prospect']}, {row['company']}" if row["company"] else row["prospect"]
    return " · ".join(filter(None, (verdict, f"to {who}", str(row["kind"]), f"{row['at']:%-d %b %Y}")))


def _marks(claims: pd.DataFrame, seen: Seen, *of: Group | None) -> list[str]:
    """The wordings of these claims, and what else those groups hold: said on other days, or to other people."""
    here, anywhere = ({fingerprint(words) for words in some["wording"].unique()} for some in (claims, seen.claims))
    elsewhere = (one.wordings - anywhere for one in of if one)
    return list(here.union(*elsewhere))


def _rename(number: int, claims: pd.DataFrame, seen: Seen) -> None:
    with st.popover("Rename"), st.form("never.rename", border=False):
        name = st.text_input(
            "What do you call this?", seen.table.loc[number, "name"], max_chars=200, key=f"never.name {number}"
        )
        if st.form_submit_button("Keep the name", key="never.rename.keep"):
            over = seen.named.get(number)
            _put(_marks(claims, seen, over), name, over)


def _merge(number: int, seen: Seen) -> None:
    others = {str(one): widgets.short(name, 80) for one, name in seen.table["name"].items() if one != number}
    names = widgets.told_apart(others)
    with st.popover("Merge"), st.form("never.merge", border=False):
        other = st.selectbox("It is the same as", list(names), format_func=names.__getitem__)
        if st.form_submit_button("They are one", key="never.merge.keep") and other is not None:
            pair = [number, int(other)]
            known = [seen.named[one] for one in pair if one in seen.named]
            both = seen.claims[seen.claims["group"].isin(pair)]
            name = next((one.name for one in known if one.name), None)
            _put(_marks(both, seen, *known), name, known[0] if known else None)


def _split(number: int, claims: pd.DataFrame, seen: Seen) -> None:
    shown = claims.drop_duplicates("wording").set_index("wording")["shown"]
    by_words = {words: shown[words] for words in grouping.wordings(claims)}
    if len(by_words) < 2:
        return
    with st.popover("Split"), st.form("never.split", border=False):
        apart = st.multiselect("Which of these are something else?", list(by_words), format_func=by_words.__getitem__)
        if not st.form_submit_button("Put them apart", key="never.split.keep"):
            return
        if not 0 < len(apart) < len(by_words):
            st.warning("Choose at least one, and leave at least one where it is.")
        else:
            rest, over = by_words.keys() - set(apart), seen.named.get(number)
            marks = [[fingerprint(words) for words in part] for part in (apart, rest)]
            _kept(over, lambda own: state.store().groups.split(*marks, over and over.name, own))


def _put(marks: list[str], name: str | None, over: Group | None) -> None:
    _kept(over, lambda own: state.store().groups.put(marks, name, own))


def _kept(over: Group | None, put: Callable[[str | None], Group]) -> None:
    """Keep what a person made of a grouping: over that group where it is theirs to change, else as their own."""
    for group_id in dict.fromkeys((over.id if over else None, None)):
        try:
            put(group_id)
            break
        except InputError as problem:
            st.session_state[PROBLEM] = str(problem)
    else:
        return
    st.session_state.pop(PROBLEM, None)
    st.session_state[OPENED] = {}
    st.rerun()


def _forget(group_id: str) -> None:
    try:
        state.store().groups.forget(group_id)
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)
    st.session_state[OPENED] = {}


def _left_open(seen: Seen) -> None:
    table = grouping.unanswered(seen.statements, seen.pitches)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.subheader("What they say and we leave open", anchor=False, width="stretch")
        downloads.offer("what-is-left-open", table)
    if table.empty:
        st.markdown("Every statement is answered in most pitches to whoever said it.")
        return
    limit = st.session_state.get(LEFT, MOST_OPEN)
    widgets.left_open({"quotes": [_open_one(row) for _, row in table.head(limit).iterrows()]})
    widgets.more(LEFT, len(table), limit, MOST_OPEN, "never.left.more")


def _open_one(row: Any) -> dict[str, Any]:
    names = list(dict.fromkeys(prospect for prospect, _ in row["texts"]))
    many = f"{len(names)} prospects: " if len(names) > 2 else ""
    left = (
        "No pitch answers it" if row["open"] == row["pitches"] else f"{row['open']} of {row['pitches']} leave it open"
    )
    return {
        "text": row["name"],
        "meta": f"{row['force']} · said by {many}{widgets.short(', '.join(names), 80)} · {left}",
    }
