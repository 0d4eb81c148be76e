"""Catalogue: what is each of our features hired for?

What somebody who looks after the product's words wants to know, in this order:

1. Which features can I not say why anyone would hire? (no customer's words: say them less, or go and ask)
2. Which phrases are ours and not theirs? (marked, with the question behind them)
3. Which phrases earn their keep? (how many links they led to, and how many of those people confirmed)
4. How do I get a first catalogue without writing one? (a draft from the pitch, confirmed claim by claim)
5. What do customers elsewhere say of things like ours? (the library)
6. Who changed what, and can I go back? (the history)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from pages import _drafting as drafting
from pages import _hired as hired
from pages import _reader as reader
from pages import _state as state
from pages import _widgets as widgets
from pages._profile import told
from pitchcheck import files, teaching
from pitchcheck.catalogue import CONFIRMED_BY, Catalogue, Feature, Origin, Phrase
from pitchcheck.counting import counted
from pitchcheck.files import Format
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pitchcheck.judge.library import Entry
    from pitchcheck.wording import Wording

ONE_LOOK = 40
LIMIT = "catalogue.limit"
ALL, WHY, OURS, IDLE = "all", "nobody hires them", "in our words", "led nowhere yet"
FOUND = 12


def page() -> None:
    """The catalogue of one product, and what can be done with it."""
    state.start()
    widgets.style()
    catalogue = hired.current()
    _toolbar(catalogue)
    with widgets.now_and_then():
        _said()
        drafting.underway()
    st.session_state.setdefault(hired.VIEW, hired.FEATURES)
    view = st.segmented_control(
        "View", hired.VIEWS, key=hired.VIEW, label_visibility="collapsed", required=True, width="content"
    )
    views = {hired.CONFIRM: _to_confirm, hired.LIBRARY: _library, hired.HISTORY: _history}
    views.get(view, _features)(catalogue)


def _toolbar(catalogue: Catalogue) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="toolbar"):
        st.markdown("What is each of our features hired for?", width="stretch")
        known = hired.products()
        if len(known) > 1:
            st.selectbox("Product", known, key=hired.PRODUCT, label_visibility="collapsed", width=180)
        else:
            st.markdown(f"**{widgets.plain(widgets.short(catalogue.product, 40))}**", width="content")
        with st.popover("New"):
            _new(catalogue)
        with st.popover("Export"):
            for form, words in ((Format.YAML, "YAML"), (Format.JSON, "JSON"), (Format.CSV, "Table (CSV)")):
                st.download_button(
                    words, lambda form=form: files.write_catalogue(catalogue, form), f"catalogue.{form}",
                    key=f"export.{form}", on_click="ignore", width="stretch",
                )  # fmt: skip
        if reader.may_ask():
            with st.popover("Draft from a page or deck"):
                drafting.ask(catalogue)
        st.button("Draft from your pitch", type="primary", key="draft", on_click=_draft, help=DRAFTS)


DRAFTS = "Every claim of the pitch on Rehearse becomes a feature with phrases to confirm. Two minutes, and it is yours."


def _draft() -> None:
    try:
        hired.draft(state.whole())
    except InputError as problem:
        st.session_state[hired.PROBLEM] = str(problem)


def _new(catalogue: Catalogue) -> None:
    """Another feature, another product, or a file; while only the sample's is there, one's own product comes first."""
    if hired.seen() is None:
        _new_product("Your own product")
        _new_feature(catalogue)
    else:
        _new_feature(catalogue)
        _new_product("Another product")
    st.file_uploader(
        "A file: YAML, JSON or a table (CSV)", ["yaml", "yml", "json", "csv"], key="import", on_change=_import,
        max_upload_size=8,
    )  # fmt: skip
    st.download_button(
        "A table to fill in", files.catalogue_template, "catalogue.csv", key="import.template",
        on_click="ignore",
    )  # fmt: skip


def _new_product(called: str) -> None:
    with st.form("new.product", border=False, clear_on_submit=True):
        st.text_input(called, key="product.name", max_chars=200)
        st.form_submit_button("Begin its catalogue", key="product.begin", on_click=_begin)


def _new_feature(catalogue: Catalogue) -> None:
    with st.form("new.feature", border=False, clear_on_submit=True):
        st.text_input("A feature, the way you say it", key="feature.name", max_chars=300)
        st.text_input("What did a customer say before needing it?", key="feature.own", max_chars=1000)
        to = widgets.plain(widgets.short(catalogue.product, 40))
        st.form_submit_button(f"Add it to {to}", key="feature.add", on_click=_add)


def _add() -> None:
    name, own = st.session_state["feature.name"].strip(), st.session_state["feature.own"]
    if name and hired.change(lambda catalogue: teaching.agreed(catalogue, name, own=own)):
        hired.tell("Added, at the end of the list.")


def _begin() -> None:
    product = st.session_state["product.name"].strip()
    if product:
        if state.saved_catalogue(product):
            st.session_state[hired.PRODUCT] = product
        else:
            hired.begin(Catalogue(product=product))


def _import() -> None:
    given = widgets.just_given("import")
    if given is None:
        return
    try:
        read = files.read_catalogue(given.getvalue(), given.name)
    except InputError as problem:
        st.session_state[hired.PROBLEM] = str(problem)
        return
    saved = state.saved_catalogue(read.product)
    hired.begin(read)
    hired.tell(f"{read.product}: {counted(len(read.features), 'feature')} read.", undo=saved.version if saved else None)


def _said() -> None:
    """What was just done, with its undo, and what went wrong."""
    said, undo = st.session_state.pop(hired.TOLD, None), st.session_state.get(hired.UNDO)
    if said:
        with st.container(horizontal=True, vertical_alignment="center", key="told"):
            st.markdown(widgets.plain(said), width="content")
            if undo:
                st.button("Undo", key="undo", on_click=hired.go_back, args=(undo,))
    if problem := st.session_state.pop(hired.PROBLEM, None):
        st.error(widgets.plain(problem))


def _features(catalogue: Catalogue) -> None:
    if not catalogue.features:
        _empty()
        return
    ours = teaching.in_our_words(catalogue, hired.judged)
    earned = teaching.earnings(hired.reviews())
    groups = grouped(catalogue, ours, earned)
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        # Numbers in the labels would make other options of them, and lose what was picked with every change.
        shown = st.pills("Show", list(groups), key="show", default=ALL, label_visibility="collapsed")
        search = st.text_input(
            "Search", key="search", placeholder="A feature or a customer’s words", label_visibility="collapsed",
            live="300ms", width=280,
        )  # fmt: skip
        st.markdown(stand(catalogue, groups), width="content")
    found = [one for one in groups[shown or ALL] if _matches(one, search)]
    limit = st.session_state.get(LIMIT, ONE_LOOK)
    if not found:
        st.markdown("Nothing here. That is good news, unless you searched.")
        return
    widgets.features(
        {
            "features": [row(one, ours, earned) for one in found[:limit]],
            "revision": st.session_state.get(hired.REVISION, 0),
            "open": hired.to_open(),
        },
        of=catalogue.product, added=hired.add, removed=hired.remove, saved=hired.save, typed=hired.typing,
        dropped=hired.drop, deleted=hired.delete,
    )  # fmt: skip
    widgets.more(LIMIT, len(found), limit, ONE_LOOK, "more")


def _empty() -> None:
    with st.container(key="empty"):
        st.subheader("Nothing here yet", anchor=False)
        st.markdown(
            "A catalogue says what each feature is hired for, in customers’ words. "
            "You need not write it: draft it from your pitch, and confirm it claim by claim."
        )


def grouped(
    catalogue: Catalogue, ours: Mapping[str, Wording], earned: Mapping[str, teaching.Earning]
) -> dict[str, list[Feature]]:
    """The features by what they need: all of them, and those that ask for something.

    Which phrases led nowhere can be told only once some led somewhere.
    """
    idle = [one for one in catalogue.features if one.answers and not any(p.text in earned for p in one.answers)]
    groups = {
        ALL: list(catalogue.features),
        WHY: [one for one in catalogue.features if teaching.nobody_hires(one)],
        OURS: [one for one in catalogue.features if any(p.text in ours for p in (*one.answers, *one.raises))],
    }
    return {**groups, IDLE: idle} if earned else groups


def stand(catalogue: Catalogue, groups: Mapping[str, list[Feature]]) -> str:
    """How many features there are, and how many of them ask for something."""
    waiting = sum(map(teaching.is_draft, catalogue.features))
    counts = {name: len(found) for name, found in groups.items() if name != ALL and found}
    asking = [f"{n} {'that nobody hires' if name == WHY else name}" for name, n in counts.items()]
    asking += [f"{waiting} to confirm"] if waiting else []
    return ", ".join([counted(len(catalogue.features), "feature"), *asking])


def _matches(feature: Feature, search: str) -> bool:
    texts = (*feature.said(), *(phrase.text for phrase in (*feature.answers, *feature.raises)))
    text = " ".join(texts).casefold()
    return all(word in text for word in search.casefold().split())


def row(feature: Feature, ours: Mapping[str, Wording], earned: Mapping[str, teaching.Earning]) -> dict[str, Any]:
    """A feature in the list, with what there is to say of each phrase."""
    return {
        "name": feature.name,
        "wordings": list(feature.wordings),
        "ask": teaching.nobody_hires(feature),
        "answers": [_phrase(one, ours, earned) for one in feature.answers],
        "raises": [_phrase(one, ours, earned) for one in feature.raises],
    }


def _phrase(phrase: Phrase, ours: Mapping[str, Wording], earned: Mapping[str, teaching.Earning]) -> dict[str, Any]:
    wording, done = ours.get(phrase.text), earned.get(phrase.text)
    return {
        "text": phrase.text,
        "from": _from(phrase),
        "earned": earning(done) if done else "",
        "hint": wording and {"words": wording.words, "question": wording.question},
    }


def _from(phrase: Phrase) -> str:
    """How it came here, and whose words it is; a source that says who confirmed it need not be told so twice."""
    said = phrase.source or ""
    return said if CONFIRMED_BY in said else ", ".join(filter(None, (FROM[phrase.origin], said)))


FROM = {Origin.WRITTEN: "", Origin.DRAFTED: "to confirm", Origin.CONFIRMED: "confirmed", Origin.RECORDING: "recording"}


def earning(done: teaching.Earning) -> str:
    """What a phrase has done, in words."""
    spoken = [f"{n} {word}" for n, word in ((done.confirmed, "confirmed"), (done.denied, "denied")) if n]
    after = f" ({', '.join(spoken)})" if spoken else ""
    return f"Led to {counted(done.led, 'link')}{after}."


def _to_confirm(catalogue: Catalogue) -> None:
    drafts = [one for one in catalogue.features if teaching.is_draft(one)]
    if catalogue.product == state.UNNAMED and hired.seen():
        st.text_input("What is it called?", key="product.rename", max_chars=200, width=320, on_change=_rename)
    if not drafts:
        st.markdown("Nothing waits for your word. “Draft from your pitch” brings the claims that have no phrases yet.")
        if catalogue.counts and st.button("See your pitch read with it", key="confirmed", type="primary"):
            st.switch_page("pages/rehearse.py")
        return
    st.markdown(
        f"**{counted(len(drafts), 'feature')} to confirm.** Tick what a customer of yours would say, leave the rest. "
        "Only what you keep counts."
    )
    here = st.session_state[state.PROFILE].prospect
    rows = [drafted_row(one, here) for one in drafts]
    widgets.drafts({"drafts": rows}, of=catalogue.product, decided=hired.decide)


def _rename() -> None:
    """Name the product that has no name yet: until another is drawn whole, the browser still sends what stands here."""
    here = hired.seen()
    if here and here.value.product == state.UNNAMED and (name := st.session_state["product.rename"].strip()):
        hired.rename(name)


def drafted_row(feature: Feature, prospect: str) -> dict[str, Any]:
    """A drafted feature to decide on; ticked is what this prospect said themselves, else the nearest two."""
    said = [one.text for one in feature.answers if one.source == prospect]
    return {
        "name": feature.name,
        "answers": [_offered(one) for one in feature.answers],
        "raises": [_offered(one) for one in feature.raises],
        "ticked": said or [one.text for one in feature.answers[:2]],
    }


def _offered(phrase: Phrase) -> dict[str, str]:
    source = phrase.source or ""
    return {"text": phrase.text, "from": source if source.startswith(teaching.LIBRARY) else f"{source} said"}


FAINT = 0.69
"""Of what is no feature, or no English, the nearest entry is under it; of an ordinary feature hardly ever."""
FAR = "Nothing in the library comes near that. It is in English; these are the least far off."


def _library(catalogue: Catalogue) -> None:
    shelf = hired.library()
    st.markdown(
        f"What customers said before they wanted {len(shelf):,} ordinary features. "
        "A claim that your catalogue does not know borrows from here."
    )
    search = st.text_input(
        "Search", key="library.search", placeholder="Single sign-on, no minimum contract…", live="400ms"
    )
    if not search.strip():
        return
    entries = shelf.search(search.strip(), FOUND)
    with widgets.now_and_then():
        if not entries or entries[0].closeness < FAINT:
            st.markdown(FAR)
    widgets.shelf(
        {"entries": [entry_row(one, catalogue) for one in entries]}, ours=lambda n: _make_ours(entries[int(n)])
    )


def entry_row(entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    """A feature of the library, and whether ours has one of that name."""
    return {
        "feature": entry.feature,
        "about": f"{entry.product}, {entry.closeness:.0%} alike",
        "answers": list(entry.answers),
        "raises": list(entry.raises),
        "ours": teaching.feature_named(catalogue, entry.feature) is not None,
    }


def _make_ours(entry: Entry) -> None:
    hired.change(
        lambda catalogue: teaching.agreed(
            catalogue, entry.feature, entry.answers, entry.raises, source=teaching.LIBRARY
        ),
        "It is yours now. Take out what your customers would not say.",
    )


def _history(_: Catalogue) -> None:
    """Every version, newest first: who changed what when, and back again."""
    saved = hired.seen()
    if saved is None:
        st.markdown("This is the sample. The first change makes it yours, and its history begins.")
        return
    for revision in state.store().catalogues.history(saved.id):
        with st.container(border=True, key=f"version {revision.version}"):
            left, right = st.columns([5, 1], vertical_alignment="center")
            who = widgets.plain(revision.by or "somebody")
            first = revision.version == 1
            did = "began the catalogue" if first else f"changed {counted(len(revision.changes), 'feature')}"
            left.markdown(f"**{who}** {did} · {revision.at:%-d %b %Y, %H:%M}")
            if revision.version != saved.version:
                right.button(
                    "Go back to this", key=f"back {revision.version}", on_click=hired.go_back, args=(revision.version,)
                )
            if not first:
                left.markdown("  \n".join(told(change) for change in revision.changes[:8]))


if not state.entered_alone():
    page()
