"""The house as an admin looks after it: health, rules, thresholds, flags, the log, and deleting for good."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

import streamlit as st
from pydantic import ValidationError

from pages import _log as lines
from pages import _people as people
from pages import _signin as signin
from pages import _state as state
from pages import _widgets as widgets
from pitchcheck.flags import RULES
from pitchcheck.judge.deciding import Thresholds
from pitchcheck.pitch import InputError
from pitchcheck.report.facts import clock
from pitchcheck.review import AS_SHIPPED, FlagSettings
from pitchcheck.store import House, Retention, Saved
from pitchcheck.store.admin import Reflagged, Shift
from pitchcheck.store.house import Board
from pitchcheck.store.privacy import Held

NOT_YOURS = "Only an admin can open this page. Ask an admin of your team if something should change."
ANY = "anything"
ANYBODY = "anybody"
KEPT = {
    "recordings": "Recordings, with transcript, review and comments",
    "rehearsals": "Rehearsals",
    "drafts": "Drafts, since they were last typed in",
    "answers": "Answers of a language model, as numbers",
    "bin": "What was deleted and can be brought back",
    "jobs": "Long work, since it ended",
    "audit": "The log of who looked at what",
}
ASKED = {
    "answers": ("A claim answers what they said, from", "38% with your own catalogue, 32% without"),
    "aggravates": ("A claim makes it worse, from", "29% with your own catalogue, 25% without"),
    "ask_from": ("Ask a person, from", "32% with your own catalogue, 17% without"),
    "ask_to": ("… up to", "72% with your own catalogue, 77% without"),
}
SINCE = {"a day": 1, "a week": 7, "a month": 30, "ever": None}
MOST = 1000


def health() -> None:
    """Whether all is well, and how much there is."""
    st.subheader("Is all well?", anchor=False)
    found = state.store().admin.health()
    widgets.facts({"rows": [{"name": one.about, "told": one.told, "well": one.well} for one in found]})
    st.subheader("What is stored", anchor=False)
    use = state.store().admin.use()
    sizes = [{"name": "database", "told": size(use.database_bytes)}]
    sizes += [
        {"name": f"files of {kind}", "told": f"{count:,}, {size(bytes_)}"}
        for kind, (count, bytes_) in use.files.items()
    ]
    widgets.stored({"rows": [*sizes, *people.counted(use.rows)]})


def size(count: int) -> str:
    """Bytes as people say them."""
    amount = float(count)
    for unit in ("bytes", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "bytes" else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"


def rules() -> None:
    """How long each kind of thing is kept, and what people of a team see of each other."""
    before = state.store().house.get()
    st.subheader("After how many days is it deleted for good?", anchor=False)
    days = {
        kind: _number(about, (1, 36_500), getattr(before.retention, kind), f"keep.{kind}", "kept until it is deleted")
        for kind, about in KEPT.items()
    }
    retention = Retention.model_validate({**before.retention.model_dump(), **days})
    if retention != before.retention:
        _would_go(retention)
    board = _board(before.board) if signin.signed_in() else before.board
    after = before.model_copy(update={"retention": retention, "board": board})
    _offered(before, after, "rules")


def _number(label: str, within: tuple[int, int], before: int | None, key: str, empty: str) -> int | None:
    """A whole number, or nothing where it is left empty; as it was, and said why, where it is neither.

    A field of text: a number's field is empty again only where it began empty, and what the page puts into it can then
    come over what somebody types.
    """
    typed = st.text_input(
        label, "" if before is None else str(before), key=widgets.as_kept(key, before), placeholder=empty, width=420
    ).strip()
    least, most = within
    if typed and not (typed.isdecimal() and len(typed) <= 9 and least <= int(typed) <= most):
        st.error(f"A whole number from {least} to {most:,} belongs here, or nothing.")
        return before
    return int(typed) if typed else None


def _would_go(retention: Retention) -> None:
    gone = [one.told for one in state.store().admin.due(retention) if one.count]
    told = f"With this, {', '.join(gone)} would be deleted within a day." if gone else "With this, nothing goes today."
    st.info(told)


def _board(before: Board) -> Board:
    st.subheader("What does a team see of each other?", anchor=False)
    names = st.toggle(
        "Names on the leaderboard", before.names, key=widgets.as_kept("board.names", before.names), help=RANKED
    )
    minimum = st.number_input(
        "Pitches before somebody is ranked", 2, 1000, before.minimum, width=420,
        key=widgets.as_kept("board.minimum", before.minimum),
    )  # fmt: skip
    return Board(names=names, minimum=int(minimum))


RANKED = (
    "Off, people see themselves and their team’s middle. Telling people their rank can lower sales (Barankay 2012). "
    "Everybody can take themselves off the board."
)


def _offered(before: House, after: House, view: str) -> None:
    """The button that saves what was decided in that view, where anything was."""
    st.button("Save", type="primary", key=f"{view}.save", disabled=after == before, on_click=_save, args=(after,))


def _save(after: House) -> None:
    try:
        state.store().house.save(after)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
    else:
        state.house_changed()
        st.toast("Saved. It holds from now on.")


def judge() -> None:
    """Where the judge's decisions fall, and what would turn if they fell elsewhere."""
    before = state.store().house.get()
    st.subheader("Where do the judge’s decisions fall?", anchor=False)
    st.markdown(
        "Empty, they fall where they were measured to fall best. Higher asks for more certainty. "
        "A person is asked, too, where a claim counts for little only because the whole pitch seems to be for somebody "
        "else. Saved reviews keep their verdicts: what you set here holds for what is read from now on."
    )
    shares = {name: _share(name, getattr(before.judge, name)) for name in ASKED}
    try:
        asked = Thresholds.model_validate(shares)
    except ValidationError:
        st.error("“Ask a person, from” must not lie above “up to”.")
        return
    if asked != before.judge:
        with st.spinner("Reading the newest reviews again…"):
            st.info(turned(state.store().admin.shift(asked)))
    after = before.model_copy(update={"judge": asked})
    _offered(before, after, "judge")


def _share(name: str, before: float | None) -> float | None:
    label, measured = ASKED[name]
    now = None if before is None else round(100 * before)
    percent = _number(f"{label} … percent", (5, 95), now, f"judge.{name}", f"as measured: {measured}")
    return None if percent is None else percent / 100


def _newest(reviews: int) -> str:
    return f"the newest {reviews:,} reviews" if reviews > 1 else "the newest review"


NOTHING_SAVED = "No review is saved yet, so there is nothing to compare with."


def turned(shift: Shift) -> str:
    """What other thresholds would change, in a sentence or two."""
    if not shift.reviews:
        return NOTHING_SAVED
    looked = f"Of {widgets.counted(shift.claims, 'claim')} in {_newest(shift.reviews)}, "
    total = sum(shift.turned.values())
    each = ", ".join(
        f"{n:,} from {before.value} to {after.value}"
        for (before, after), n in sorted(shift.turned.items(), key=lambda pair: -pair[1])
    )
    verdicts = f"{total:,} would get another verdict: {each}." if total else "none would get another verdict."
    return f"{looked}{verdicts} A person would be asked about {shift.ask:,} of them, now about {shift.asked:,}."


def flag_rules() -> None:
    """When a flag is raised, and which flags would come and go if it were raised otherwise."""
    before = state.store().house.get()
    st.subheader("When is a flag raised?", anchor=False)
    st.markdown(
        "Empty, it is as shipped. Saved reviews keep the flags they have: "
        "what you set here holds for what is read from now on."
    )
    set_ = {name: _as_set(name, getattr(before.flags, name)) for name in RAISED}
    never = sorted(before.flags.off & NAMED.keys())
    off = st.multiselect(
        "Flags that are never raised", list(NAMED), never, format_func=NAMED.__getitem__,
        key=widgets.as_kept("flags.off", never), placeholder="all are raised", width=640,
    )  # fmt: skip
    asked = FlagSettings(**{name: one for name, one in set_.items() if one is not None}, off=frozenset(off))
    if asked != before.flags:
        with st.spinner("Looking at the newest reviews again…"):
            st.info(reflagged(state.store().admin.reflagged(asked)))
    after = before.model_copy(update={"flags": asked})
    _offered(before, after, "flags")


RAISED: dict[str, tuple[str, tuple[int, int], int]] = {
    "stack": ("Unasked claims in a row that make a feature stack", (2, 50), 1),
    "opening": ("The opening of a pitch, in percent of its sentences", (1, 100), 100),
    "opening_sentences": ("… but at least so many sentences", (1, 100), 1),
    "price_within": ("Turns within which price talk follows a feature stack", (1, 100), 1),
}
"""What may be set: its label, from what to what, and how many of the page's make one of the setting's."""
NAMED = {rule.code: f"{rule.code} {rule.slug}" for rule in RULES}


def _as_set(name: str, before: float) -> float | None:
    """What is typed for one setting; None where it is left as shipped."""
    label, within, per = RAISED[name]
    shipped = getattr(AS_SHIPPED, name)
    now = None if before == shipped else round(per * before)
    typed = _number(label, within, now, f"flags.{name}", f"as shipped: {per * shipped:g}")
    return None if typed is None else typed / per if per > 1 else typed


def reflagged(found: Reflagged) -> str:
    """What other settings would change in the flags, in a sentence or two."""
    if not found.reviews:
        return NOTHING_SAVED
    told = [
        f"{sum(counts.values()):,} would {what}: {_by_flag(counts)}."
        for what, counts in (("go", found.gone), ("be new", found.new))
        if counts
    ]
    looked = f"Of {widgets.counted(found.flags, 'flag')} in {_newest(found.reviews)}, "
    return looked + " ".join(told or ["none would go, and none would be new."])


def _by_flag(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{n:,} {NAMED[code]}" for code, n in sorted(counts.items(), key=lambda pair: -pair[1]))


def log() -> None:
    """Who saw or changed whose what, when."""
    audit = state.store().audit
    actions, kinds = audit.known()
    names = widgets.told_apart({one.id: one.name for one in state.store().people.all()})
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        by = st.selectbox("Who", [ANYBODY, *names], format_func=lambda one: names.get(one, ANYBODY), key="log.by")
        owner = st.selectbox("Whose", [ANYBODY, *names], format_func=lambda one: names.get(one, ANYBODY), key="log.of")
        action = st.selectbox("Did", [ANY, *actions], format_func=lambda one: lines.DID.get(one, one), key="log.did")
        kind = st.selectbox("With", [ANY, *kinds], key="log.kind")
        within = SINCE[st.selectbox("Within", list(SINCE), index=2, key="log.since")]
    found = audit.entries(
        by_id=None if by == ANYBODY else by,
        owner_id=None if owner == ANYBODY else owner,
        action=None if action == ANY else action,
        kind=None if kind == ANY else kind,
        since=dt.datetime.now(dt.UTC) - dt.timedelta(days=within) if within else None,
        limit=MOST,
    )
    lines.table(found, "Nothing of that kind was done.")
    if len(found) == MOST:
        st.markdown(f"These are the newest {MOST:,}. Narrow it down to see older ones.")


def for_good() -> None:
    """Delete a prospect or a recording with everything drawn from it, in two steps."""
    what = st.segmented_control(
        "What is to go?", [A_PROSPECT, A_RECORDING], default=A_PROSPECT, key="forget.what", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    if what == A_RECORDING:
        _recordings()
    else:
        _prospects()


A_PROSPECT, A_RECORDING = "A prospect", "A recording"


def _prospects() -> None:
    st.markdown(
        "When a prospect asks to be forgotten: the profile in all versions, every take and recording of them whoever "
        "made it, and the phrases that catalogues took from them, go at once; from backups with their next turn."
    )
    search = st.text_input(
        "Who asks to be forgotten?", key="forget.search", placeholder="Name or company", live="300ms"
    )
    shelf = state.store().profiles
    everybody = [*shelf.all(archived=None), *shelf.all(archived=None, deleted=True)] if search.strip() else []
    found = {one.id: one for one in everybody if search.casefold().strip() in called(one).casefold()}
    names = widgets.told_apart({key: called(one) for key, one in found.items()})
    chosen = st.selectbox(
        "Which of them?", list(names), index=None, format_func=names.__getitem__, key="forget.who",
        placeholder=f"{len(found)} found" if search.strip() else "search first",
    )  # fmt: skip
    if chosen:
        held = {name: len(rows) for name, rows in state.store().privacy.on_profile(chosen).items()}
        _two_steps(chosen, held, found[chosen].value.prospect, lambda: state.store().privacy.erase_profile(chosen))


def called(one: Saved) -> str:
    """A prospect's name and company."""
    return ", ".join(filter(None, (one.value.prospect, one.value.company)))


def _recordings() -> None:
    st.markdown(
        "A call with its transcript, sound, review and comments, and the phrases that catalogues took from it, goes at "
        "once; from backups with their next turn. What was said in it is not shown here."
    )
    search = st.text_input(
        "Whose call, or with whom?", key="forget.call", placeholder="Name of the rep or the prospect", live="300ms"
    )
    found = {one.id: one for one in state.store().privacy.recordings(search)}
    names = widgets.told_apart({key: line(one) for key, one in found.items()})
    chosen = st.selectbox(
        "Which call?", list(names), index=None, format_func=names.__getitem__, key="forget.which",
        placeholder=f"{len(found):,} found",
    )  # fmt: skip
    if chosen:
        held = state.store().privacy.on_recording(chosen)
        _two_steps(chosen, held, found[chosen].owner, lambda: state.store().recordings.delete(chosen))


def line(one: Held) -> str:
    """A recording in the list: when, whose, with whom, how long, how large."""
    whom = f", with {one.prospect}" if one.prospect else ""
    length = clock(one.seconds) if one.seconds else widgets.counted(one.turns, "turn")
    return f"{one.at:%Y-%m-%d}, {one.owner}{whom}, {length}, {size(one.bytes) if one.bytes else 'no sound'}"


def _two_steps(of: str, held: Mapping[str, int], name: str, gone: Callable[[], None]) -> None:
    """How much there is, and a button that works once the name was typed: for that one, no other of the name."""
    widgets.facts({"rows": people.counted(held)})
    typed = st.text_input(f"Type the name to be sure: {widgets.plain(name)}", key=f"forget.sure {of}")
    sure = typed.split() == name.split()
    st.button("Delete for good", key="forget.gone", disabled=not sure, on_click=_forgotten, args=(gone,))


def _forgotten(gone: Callable[[], None]) -> None:
    gone()
    for key in ("forget.search", "forget.call"):
        st.session_state[key] = ""
    st.toast("Deleted for good, with everything drawn from it.")
