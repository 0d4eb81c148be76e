"""What the Catalogue page remembers, and every change it makes to a saved catalogue.

On the first run the sample's catalogue is shown; the first change saves it. A change is saved at once and is one
version of the history; where somebody else saved in between, both changes are kept if they touch different features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from pages import _shelf as shelf
from pages import _state as state
from pitchcheck import teaching
from pitchcheck.catalogue import Catalogue, Feature, Phrase
from pitchcheck.pitch import InputError
from pitchcheck.store import Conflict

if TYPE_CHECKING:
    from pitchcheck.drafting import Drafted
    from pitchcheck.judge.library import Library
    from pitchcheck.review import Review
    from pitchcheck.store import Saved

PRODUCT = "catalogue.product"
SEEN = "catalogue.seen"
PROBLEM = "catalogue.problem"
TOLD = "catalogue.told"
UNDO = "catalogue.undo"
VIEW = "catalogue.view"
REVISION = "catalogue.revision"
FEATURES, CONFIRM, LIBRARY, HISTORY = "Features", "To confirm", "Library", "History"
VIEWS = (FEATURES, CONFIRM, LIBRARY, HISTORY)


def library() -> Library:
    """The shipped library of customers' words."""
    from pitchcheck.judge.library import library as shipped

    return shipped()


def products() -> tuple[str, ...]:
    """The products that have a catalogue, last changed first; the sample's while there is no other."""
    saved = tuple(one.value.product for one in state.store().catalogues.all())
    return saved or (state.sample()[2].product,)


def current() -> Catalogue:
    """The catalogue that is shown, as it now stands."""
    here = st.session_state[state.CATALOGUE]
    wanted = st.session_state.get(PRODUCT) or (here.product if here else None)
    known = products()
    product = wanted if wanted in known else known[0]
    st.session_state[PRODUCT] = product
    saved = state.saved_catalogue(product)
    st.session_state[SEEN] = saved
    return saved.value if saved else state.sample()[2]


def seen() -> Saved[Catalogue] | None:
    """The saved catalogue as it was shown; None while the sample is only looked at."""
    return st.session_state.get(SEEN)


def change(make: Callable[[Catalogue], Catalogue], told: str | None = None) -> bool:
    """Save what ``make`` makes of the catalogue as it was shown; False, with the problem said, where it cannot be."""
    before = seen()
    st.session_state[PROBLEM] = None
    try:
        new = Catalogue.model_validate(make(before.value if before else state.sample()[2]).model_dump())
        _shown(state.store().catalogues.save(new, before))
    except Conflict as clash:
        if clash.merged is None:
            st.session_state[PROBLEM] = f"{clash} What is there now is shown below."
            return False
        _shown(state.store().catalogues.save(Catalogue.model_validate(clash.merged.model_dump()), clash.theirs))
        told = f"{clash.theirs.changed_by or 'Somebody'} saved another change meanwhile. Both are kept."
    except ValidationError as broken:
        st.session_state[PROBLEM] = f"{broken.errors()[0]['msg']}."
        return False
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)
        return False
    if told:
        tell(told, undo=before.version if before else None)
    return True


def _shown(saved: Saved[Catalogue]) -> None:
    """Show it, and read the pitch on Rehearse with it where it is of that product, or names it and not the other."""
    st.session_state[SEEN], st.session_state[PRODUCT] = saved, saved.value.product
    st.session_state[REVISION] = st.session_state.get(REVISION, 0) + 1
    here = st.session_state[state.CATALOGUE]
    if here is None or here.product == saved.value.product:
        state.read_with(saved.value.product)
    else:
        state.own_product()
        state.keep_drafts()


def tell(text: str, undo: int | None = None) -> None:
    """Say at the top of the page what was done; ``undo`` is the version that a click brings back."""
    st.session_state[TOLD], st.session_state[UNDO] = text, undo


def go_back(version: int) -> None:
    """Let an earlier version stand again; those in between stay in the history."""
    saved = seen()
    st.session_state[UNDO] = None
    if saved is not None:
        try:
            _shown(state.store().catalogues.go_back(saved, to=version))
        except InputError as problem:
            st.session_state[PROBLEM] = str(problem)


def begin(catalogue: Catalogue) -> None:
    """Keep a new catalogue, or over the one of the same product, and show it."""
    try:
        _shown(state.store().catalogues.save(catalogue, state.saved_catalogue(catalogue.product)))
    except InputError as problem:
        st.session_state[PROBLEM] = str(problem)


def add(word: Mapping[str, Any]) -> None:
    """A line of what a customer said before needing a feature."""
    change(lambda catalogue: teaching.agreed(catalogue, word["of"], own=word["text"]))


def remove(word: Mapping[str, Any]) -> None:
    """Take one phrase out."""

    def less(catalogue: Catalogue) -> Catalogue:
        feature = teaching.feature_named(catalogue, word["of"]) or Feature(name=word["of"])
        kept = tuple(one for one in _side(feature, word["side"]) if one.text != word["text"])
        return teaching.replaced(catalogue, feature.name, feature.model_copy(update={word["side"]: kept}))

    change(less, "Taken out.")


def _side(feature: Feature, side: str) -> tuple[Phrase, ...]:
    return feature.raises if side == "raises" else feature.answers


def save(form: Mapping[str, str]) -> None:
    """Save a feature as the form has it; where it cannot be, the form stays open as it was typed."""

    def more(catalogue: Catalogue) -> Catalogue:
        old = teaching.feature_named(catalogue, form["of"]) or Feature(name=form["of"])
        lines = (form[key].split("\n") for key in ("wordings", "answers", "raises"))
        if not form["name"].strip():
            raise InputError("Give the feature a name, so that you find it again.")
        return teaching.replaced(catalogue, old.name, teaching.rewritten(old, form["name"].strip(), *lines))

    if change(more):
        drop()
    else:
        typing(form)


def typing(form: Mapping[str, str]) -> None:
    """Keep the form as it is typed, so that a reload loses nothing."""
    state.store().drafts.keep(_draft_key(), dict(form))


def drop(_: object = None) -> None:
    """The form was closed."""
    state.store().drafts.drop(_draft_key())


def to_open() -> dict[str, Any] | None:
    """The form that was open before a reload, or that could not be saved."""
    draft = state.store().drafts.get(_draft_key())
    return dict(draft.value) if draft and isinstance(draft.value, dict) else None


def _draft_key() -> str:
    here = seen()
    return f"catalogue/{here.value.product if here else state.sample()[2].product}"


def delete(name: str) -> None:
    """Take a feature out; one click brings it back."""
    if change(lambda catalogue: teaching.without(catalogue, name), "The feature is taken out."):
        drop()


def decide(word: Mapping[str, Any]) -> None:
    """Keep a drafted feature with the phrases chosen, or leave it out."""
    if not word["keep"]:
        change(lambda catalogue: teaching.without(catalogue, word["of"]), "Left out.")
        return
    name, chosen = str(word["name"]).strip(), word["chosen"]
    change(lambda catalogue: teaching.settled(catalogue, word["of"], name, chosen, chosen, own=word["own"]))


def draft(review: Review) -> None:
    """Draft a feature for every claim of the review that the catalogue knows nothing of."""
    before = len(current().features)
    if change(lambda catalogue: teaching.drafted(catalogue, review)):
        added = len(current().features) - before
        tell(f"{added} drafted. Nothing of it counts before you confirm it." if added else NOTHING_NEW)
        st.session_state[VIEW] = CONFIRM


def draft_from(found: Drafted) -> None:
    """Keep what a language model drafted, to be confirmed."""
    if change(lambda _: found.catalogue):
        unread = " Not all of it could be read: " + "; ".join(found.problems) + "." if found.problems else ""
        told = f"{found.new} drafted. Nothing of it counts before you confirm it." if found.new else NOTHING_NEW
        tell(told + unread)
        st.session_state[VIEW] = CONFIRM


def begin_from(review: Review) -> None:
    """Draft the catalogue that the pitch on Rehearse is read with; without one, a first of the product it is of."""
    here = st.session_state[state.CATALOGUE]
    product = here.product if here else state.product_of_pitch()
    if state.saved_catalogue(product) is None and product != state.sample()[2].product:
        begin(Catalogue(product=product))
    st.session_state[PRODUCT] = product
    current()
    draft(review)


def rename(name: str) -> None:
    """Call the product by its name; the pitch on Rehearse goes on being read with its catalogue."""
    here, old = st.session_state[state.CATALOGUE], st.session_state[PRODUCT]
    if state.saved_catalogue(name):
        st.session_state[PROBLEM] = f"There is a catalogue of {name} already. Choose another name."
    elif change(lambda catalogue: catalogue.model_copy(update={"product": name})) and here and here.product == old:
        state.read_with(name)


NOTHING_NEW = "Every claim of your pitch has its feature already."


def judged(texts: Iterable[str]) -> list[bool]:
    """Of each text whether the judge takes it to be in the seller's words."""
    return [shelf.judged(text) for text in texts]


@st.cache_resource(show_spinner=False, max_entries=200)
def _take(take_id: str, version: int) -> Review:
    """The review of a take in that version of it."""
    return state.store().takes.review(take_id)


def reviews() -> Iterable[Review]:
    """What phrases are looked for in: the review on the desk, then your own takes, the newest first."""
    if state.READ in st.session_state:
        with suppress(InputError):  # an empty desk has no review
            yield state.whole()
    yield from (_take(one.id, one.version) for one in state.store().takes.mine(50))
