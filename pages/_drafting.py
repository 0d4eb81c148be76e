"""A catalogue that a language model drafts from pages, decks and pitches: asked for, on its way, and taken over.

What somebody wants to know: what is sent, to whom; how far is it, can I go away meanwhile; and what came of it? Nothing
of it counts before they confirm it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING

import streamlit as st

from pages import _hired as hired
from pages import _hurry as hurry
from pages import _reader as reader
from pages import _voice as voice
from pages import _widgets as widgets
from pitchcheck import drafting, files
from pitchcheck.jobs import DRAFTING
from pitchcheck.jobs.drafting import PAGES
from pitchcheck.pitch import InputError
from pitchcheck.store import Job, JobState

if TYPE_CHECKING:
    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from pitchcheck.catalogue import Catalogue

KINDS = ["txt", "md", "docx", "pptx", "pdf"]
UNDER_WAY = "drafting.under_way"
SENT = "drafting.sent"


def ask(catalogue: Catalogue) -> None:
    """Files out to the language model, once somebody has seen what is sent."""
    given = st.file_uploader(
        "Product pages, decks, pitches", type=KINDS, accept_multiple_files=True, key=_fresh("draft.files")
    )
    if not given:
        st.markdown("A language model names what you offer, and what customers might have said before they wanted it.")
        return
    try:
        pages = drafting.pages(_read(one.getvalue(), one.name) for one in given)
    except InputError as problem:
        st.error(widgets.plain(str(problem)))
        return
    if reader.seen(reader.PAGES, lambda judge: judge.about_pages([page.text for page in pages])):
        name = f"Send to {widgets.plain(reader.place())} and draft"
        st.button(name, key="draft.send", on_click=_begin, args=(catalogue.product, given, pages))


def _fresh(key: str) -> str:
    """The key of the files, another one after each time they were sent: a second click would send, and pay, again."""
    sent = st.session_state.get(SENT, 0)
    return f"{key} {sent}" if sent else key


@st.cache_data(show_spinner="Reading the file…", max_entries=8)
def _read(data: bytes, name: str) -> tuple[str, str]:
    return name, files.read_pitch(data, name).text


@hurry.once
def _begin(product: str, given: Sequence[UploadedFile], pages: Sequence[drafting.Page]) -> None:
    title = given[0].name if len(given) == 1 else f"{given[0].name} and {len(given) - 1} more"
    content = BytesIO(PAGES.dump_json(tuple(pages)))
    try:
        voice.office().begin(DRAFTING, title, {"product": product}, file=("pages.json", content))
    except InputError as problem:
        st.session_state[hired.PROBLEM] = str(problem)
    else:
        st.session_state[SENT] = st.session_state.get(SENT, 0) + 1


def underway() -> None:
    """What is being drafted, could not be, or waits to be taken over."""
    voice.watched(UNDER_WAY, _jobs(), _jobs, _rows, hired.PROBLEM)


def _jobs() -> tuple[Job, ...]:
    return voice.office().all(DRAFTING)


def _rows(jobs: Iterable[Job]) -> None:
    with st.container(border=True, key="drafting"):
        for job in jobs:
            _done(job) if job.state is JobState.DONE else voice.row(job)


def _done(job: Job) -> None:
    pages = PAGES.validate_python(job.result)
    found = sum(len(page.offered) for page in pages)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"**{widgets.plain(widgets.short(job.title, 60))}**: {_found(found, pages)}", width="stretch")
        if found:
            name = "Take them over, to confirm"
            st.button(name, key=f"draft.take {job.id}", on_click=_take, args=(job,), type="primary")
        st.button("Throw away", key=f"forget {job.id}", on_click=voice.office().forget, args=(job.id,))


def _found(found: int, pages: Sequence[drafting.Page]) -> str:
    """How many features were named, and of what was not read why."""
    told = f"{widgets.counted(found, 'feature')} named in it." if found else "The model named no feature in it."
    unread = dict.fromkeys(page.why for page in pages if page.why)
    return f"{told} Not all of it was read: {widgets.plain('; '.join(unread))}." if unread else told


def _take(job: Job) -> None:
    """Put what was drafted into the catalogue it was asked for, as that now stands; into the one shown, where that is
    there no more or was renamed.
    """
    asked = job.asked if isinstance(job.asked, dict) else {}
    try:
        if asked.get("product") in hired.products():
            st.session_state[hired.PRODUCT] = asked["product"]
        hired.draft_from(drafting.together(PAGES.validate_python(job.result), hired.current()))
    except InputError as problem:
        st.session_state[hired.PROBLEM] = str(problem)
    if not st.session_state.get(hired.PROBLEM):
        voice.office().forget(job.id)
