"""What the pages remember: keys of the session in one place, and what a process opens once.

Claims are remembered by their words, not by their ids: after an edit the third claim may be the fourth, and a tick or
a person's word must stay with what was said.
"""

from __future__ import annotations

import datetime as dt
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st
from pydantic import ValidationError

from pages import _garbage as garbage
from pages import _signin as signin
from pages._waiting import while_wanted
from pitchcheck import files, flags, reviewing, teaching
from pitchcheck.jobs import Office
from pitchcheck.judge import Reading, Relation
from pitchcheck.pitch import InputError
from pitchcheck.profile import Profile, Statement
from pitchcheck.review import Flag, FlagSettings, Override, Review
from pitchcheck.settings import load
from pitchcheck.store import Conflict, ReadBy, Role, Store, StoreError

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge.embedded import EmbeddedJudge
    from pitchcheck.pitch import Pitch, Transcript
    from pitchcheck.store import Saved, Take

TEXT = "desk.text"
REVISION = "desk.revision"
FOCUS = "desk.focus"
BEFORE = "desk.before"
PROFILE = "desk.profile"
CATALOGUE = "desk.catalogue"
PICKED = "desk.catalogue_picked"
CUT = "desk.cut"
WORDS = "desk.words"
DISMISSED = "desk.dismissed"
CHOSEN = "desk.chosen"
READ = "desk.read"
ASKING = "desk.asking"
PROBLEM = "desk.problem"
UNKEPT = "desk.unkept"
READ_BY = "desk.read_by"
DRAFT = "desk.profile_draft"
OPENED = "desk.profile_opened"

YOU = "you"
"""Whose word a word is on one's own desk."""
SPOKEN = "desk.spoken"
PITCH_ID = "desk.pitch_id"
TITLE = "desk.title"
KEPT = "rehearse"
APP = Path(__file__).resolve().parent.parent / "app.py"
SAMPLES = Path(__file__).resolve().parent.parent / "sample_data"


def judge() -> EmbeddedJudge:
    """The judge of this process, warmed, its decisions where the house lets them fall.

    While the database is away they fall where they last did: a pitch is read all the same.
    """
    return _opened_judge(_house().thresholds.model_dump_json())


def flag_settings() -> FlagSettings:
    """When the house has a flag raised; while the database is away, as it last had it."""
    return _house().flags


def _house() -> ReadBy:
    state = st.session_state
    with suppress(StoreError):
        state[READ_BY] = _read_by()
    return state.get(READ_BY) or ReadBy()


@st.cache_resource(show_spinner=False, ttl=30)
def _read_by() -> ReadBy:
    """What an admin set; looked at again every half minute."""
    return _open_store().house.read_by()


def house_changed() -> None:
    """Let what an admin just saved hold at once, in this process."""
    _read_by.clear()


@st.cache_resource(show_spinner="Opening the judge…")
def _opened_judge(thresholds: str) -> EmbeddedJudge:
    """The judge with those thresholds, warmed by reading the sample, which is what most people see first."""
    import plotly.graph_objects  # noqa: F401  (it too is here to stay)

    from pitchcheck.judge.deciding import Thresholds
    from pitchcheck.judge.embedded import open_judge

    opened = open_judge(Thresholds.model_validate_json(thresholds))
    text, profile, catalogue = sample()
    reviewing.check(text, profile, catalogue=catalogue, judge=opened)
    garbage.set_apart()
    return opened


@st.cache_resource(show_spinner=False)
def _open_store() -> Store:
    return Store.open()


@st.cache_resource(show_spinner=False, ttl=60)
def _look_after() -> None:
    """By the minute, whoever comes by: what has had its time, and long work whose server ended."""
    everything = _open_store()
    with suppress(StoreError):  # a pitch is read all the same; the next minute it is looked at again
        everything.keep_house()
    Office(everything, load()).take_up()


def entered_alone() -> bool:
    """Whether Streamlit ran a page's file by itself; the whole app is then run in its place.

    The first visit of a process that goes straight to a page does not pass app.py, because Streamlit takes ``pages/``
    for its older kind of app until ``st.navigation`` is called once. A page's address is its file's name, so that
    even then it is found.
    """
    from streamlit.runtime.pages_manager import PagesManager

    if not PagesManager.uses_pages_directory:
        return False
    runpy.run_path(str(APP))
    return True


def enter() -> bool:
    """Before any page: whether the person in front of it is let in; where not, it is said why."""
    try:
        _look_after()
        return signin.enter(_open_store())
    except InputError as problem:
        st.error(str(problem))
        return False


def admin() -> bool:
    """Whether the person in front of this page looks after the house."""
    return Role.ADMIN in store().desk.someone.roles


def store() -> Store:
    """Everything kept, as the person in front of this page may see it; the sample team's while that is shown."""
    from pages import _demo

    return _demo.store() or signin.at_work(_open_store())


@st.cache_resource(show_spinner=False)
def sample() -> tuple[str, Profile, Catalogue]:
    """What the first run shows: a prospect, a pitch, and the catalogue of its product."""
    names = ("pitch.txt", "prospect.yaml", "catalogue.yaml")
    pitch, prospect, catalogue = ((SAMPLES / name).read_bytes() for name in names)
    return (
        files.read_pitch(pitch, names[0]).text,
        files.read_profile(prospect, names[1]),
        files.read_catalogue(catalogue, names[2]),
    )


def put(text: str, *, focus: bool = False, title: str | None = None, pitch_id: str | None = None) -> None:
    """Lay another pitch on the desk, or with its id a saved one's words; what was there can be brought back."""
    state = st.session_state
    if state.get(TEXT, "").strip():
        state[BEFORE] = {"text": state[TEXT], "title": state[TITLE], "pitch_id": state[PITCH_ID]}
    state[TEXT] = text
    state[TITLE] = title
    state[REVISION] = state.get(REVISION, 0) + 1
    state[FOCUS] = focus
    state[CHOSEN], state[PROBLEM], state[PITCH_ID] = None, None, pitch_id
    state[CUT] = set()
    own_product()
    keep_drafts()


def can_put_back() -> bool:
    """Whether another pitch than the one on the desk was there before it."""
    before = st.session_state[BEFORE]
    return bool(before) and before["text"] != st.session_state[TEXT]


def put_back() -> None:
    """Lay the pitch on the desk that was there before, as the one that it was: its takes are beside it again."""
    put(**st.session_state[BEFORE])


def tighten(text: str) -> None:
    """Lay the pitch on the desk without what was ticked off: the same pitch, so that its takes stay beside it."""
    put(text, title=st.session_state[TITLE], pitch_id=st.session_state[PITCH_ID])


def put_spoken(transcript: Transcript) -> None:
    """Lay a pitch on the desk that was spoken; as long as no word of it is changed, seconds count instead of words."""
    from pitchcheck.judge.sentences import spoken as in_sentences

    said = in_sentences(transcript, frozenset(transcript.speakers()))
    put(said.text)
    st.session_state[SPOKEN] = (said.model_copy(update={"transcript": None, "rep": None}), transcript)


def spoken() -> Transcript | None:
    """The transcript of what is on the desk, if it was spoken and no word of it was changed."""
    said = st.session_state.get(SPOKEN)
    return said[1] if said and said[0].text == st.session_state[TEXT] else None


def pitch() -> Pitch:
    """What is on the desk, to be read: as it was spoken, as long as no word of it was changed.

    Raises InputError where there is nothing to read.
    """
    state = st.session_state
    return state[SPOKEN][0] if spoken() else files.pitch_from_text(state[TEXT], title=state[TITLE])


def typed(word: Mapping[str, Any]) -> None:
    """The pitch as it now stands in the text area, lone surrogates made visible.

    Not over another that was laid on the desk since, nor where there is no desk any more: until the next page is drawn
    whole, the browser still sends what was last typed on this one.
    """
    if word["revision"] != st.session_state.get(REVISION):
        return
    st.session_state[TEXT] = word["text"].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    st.session_state[PROBLEM] = None
    own_product()
    keep_drafts()


def own_product() -> None:
    """The sample's catalogue is of the sample's product: another pitch is read with your own, where there is one, and
    with that of the product it names, where there are more.

    What was taught since the last change of the pitch counts from now on. What a person picked stays; so does the
    catalogue in force where the others cannot be looked up now.
    """
    with suppress(StoreError):
        _look_up_product()


def _look_up_product() -> None:
    text, _, example = sample()
    if st.session_state[PICKED]:
        here = st.session_state[CATALOGUE]
        st.session_state[CATALOGUE] = _newest(here) if here else None
        return
    mine, theirs = set(st.session_state[TEXT].split()), set(text.split())
    current = st.session_state[CATALOGUE]
    if len(mine & theirs) >= len(theirs) / 4:
        st.session_state[CATALOGUE] = _newest(current or example)
    else:
        st.session_state[CATALOGUE] = _of_the_pitch(current)


def _of_the_pitch(current: Catalogue | None) -> Catalogue | None:
    """Your own catalogue of the product that the pitch names; else the one in force, else the one changed last."""
    example = sample()[2].product
    own = {one.value.product: one.value for one in store().catalogues.all() if one.value.product != example}
    stays = own.get(current.product, current) if current and current.product != example else None
    if stays and _in_the_pitch(stays.product):
        return stays
    others = iter(own.values())
    return next((one for one in own.values() if _in_the_pitch(one.product)), stays or next(others, None))


def _in_the_pitch(product: str) -> bool:
    """Whether the pitch on the desk says the product's name, as a word."""
    said = rf"(?<!\w){re.escape(product.casefold())}(?!\w)"
    return re.search(said, st.session_state[TEXT].casefold()) is not None


def saved_catalogue(product: str) -> Saved[Catalogue] | None:
    """The saved catalogue of that product; None where there is none."""
    return next((one for one in store().catalogues.all() if one.value.product == product), None)


def _newest(catalogue: Catalogue) -> Catalogue:
    saved = saved_catalogue(catalogue.product)
    return saved.value if saved else catalogue


def catalogue_of(product: str | None) -> Catalogue | None:
    """The catalogue of that product as it now stands, else the sample's of that name; None for the library alone."""
    saved, example = saved_catalogue(product) if product else None, sample()[2]
    return saved.value if saved else example if product == example.product else None


def read_with(product: str | None) -> None:
    """Put the catalogue of that product in force, as it now stands; None means the library alone."""
    st.session_state[CATALOGUE] = catalogue_of(product)
    keep_drafts()


def catalogues() -> tuple[str, ...]:
    """The products whose catalogue the pitch can be read with, last changed first, the sample's at the end.

    While they cannot be looked up, the one in force: a pitch is read and typed all the same.
    """
    example, here = sample()[2].product, st.session_state[CATALOGUE]
    try:
        saved = [one.value.product for one in store().catalogues.all()]
    except StoreError:
        saved = [here.product] if here else []
    return tuple(dict.fromkeys([*saved, example]))


def pick(product: str | None) -> None:
    """Read with that product's catalogue whatever the pitch is about, until another is picked; None is the library."""
    st.session_state[PICKED] = True
    read_with(product)


UNNAMED = "Your product"


def product_of_pitch() -> str:
    """What the product is called of a pitch that no catalogue is in force for: by our own names on the profile."""
    names = (name for name in st.session_state[PROFILE].product_terms if name != sample()[2].product)
    return next(names, UNNAMED)


def learn(lesson: Callable[[Catalogue], Catalogue], *, read_again: bool = False) -> None:
    """Change the product's catalogue and keep it; without one, a first is begun.

    A word on a link is already in the review, so what it teaches counts from the next change of the pitch on; other
    lessons ask to be ``read_again`` at once.
    """
    from pitchcheck.catalogue import Catalogue

    state = st.session_state
    here = state[CATALOGUE] or Catalogue(product=product_of_pitch())
    saved = saved_catalogue(here.product)
    old = saved.value if saved else here
    try:
        new = lesson(old)
        if new != old:
            store().catalogues.save(new, saved)
    except InputError as problem:
        state[PROBLEM] = str(problem)
    else:
        state[CATALOGUE] = new if read_again else state[CATALOGUE]


def meet(profile: Profile) -> None:
    """Take another prospect; what people said of the last one's links goes with them."""
    state = st.session_state
    state[PROFILE] = profile
    state[WORDS], state[DISMISSED], state[CHOSEN], state[DRAFT] = {}, {}, None, None
    keep_drafts()


def start() -> None:
    """On the first run of a session: what was last on the desk, or the sample, with nothing typed yet."""
    state = st.session_state
    if TEXT in state:
        return
    text, profile, catalogue = sample()
    kept = store().drafts.get(KEPT)  # first: where it cannot be looked up, the sample must not take its place
    state.update(
        {
            TEXT: text, TITLE: None, REVISION: state.get(REVISION, 0), FOCUS: False, BEFORE: None, PROFILE: profile,
            DRAFT: None, CATALOGUE: catalogue, PICKED: False, CUT: set(), WORDS: {}, DISMISSED: {}, CHOSEN: None,
            PROBLEM: None, PITCH_ID: None, UNKEPT: None,
        }
    )  # fmt: skip
    if kept:
        _bring_back(kept.value)


def show_sample() -> None:
    """Lay the sample on the desk again, with its prospect and its catalogue."""
    text, profile, catalogue = sample()
    st.session_state[CATALOGUE], st.session_state[PICKED] = catalogue, False
    meet(profile)
    put(text)


def keep_drafts() -> bool:
    """Keep what is on the desk and in the form, so that a reload or a crash loses nothing.

    False where that cannot be done now: the page says so, and tries again by itself.
    """
    state = st.session_state
    desk = {
        "text": state[TEXT],
        "title": state[TITLE],
        "pitch_id": state[PITCH_ID],
        "before": state[BEFORE],
        "profile": state[PROFILE].model_dump(mode="json"),
        "form": state[DRAFT],
        "cut": sorted(state[CUT]),
        "product": state[CATALOGUE].product if state[CATALOGUE] else None,
        "picked": state[PICKED],
        "words": {claim: {to: list(word) for to, word in said.items()} for claim, said in state[WORDS].items()},
        "dismissed": [[list(about), reason] for about, reason in state[DISMISSED].items()],
    }
    try:
        store().drafts.keep(KEPT, desk)
    except InputError as problem:
        state[PROBLEM] = state[UNKEPT] = str(problem)
        return False
    if state.get(UNKEPT) and state[PROBLEM] == state[UNKEPT]:
        state[PROBLEM] = None
    state[UNKEPT] = None
    return True


def _bring_back(kept: object) -> None:
    state = st.session_state
    if not isinstance(kept, dict):
        return
    desk: dict[str, Any] = kept
    try:
        state.update(
            {
                TEXT: desk["text"], TITLE: desk["title"], PITCH_ID: desk["pitch_id"], DRAFT: desk["form"],
                PROFILE: Profile.model_validate(desk["profile"]), CUT: set(desk["cut"]), WORDS: _said(desk["words"]),
            }
        )  # fmt: skip
    except (KeyError, ValidationError):
        return  # a desk that an older version left: the sample stands
    state[BEFORE], state[PICKED] = desk.get("before"), bool(desk.get("picked"))
    state[DISMISSED] = {tuple(about): reason for about, reason in desk.get("dismissed", ())}
    if product := desk.get("product"):
        read_with(product)
    else:
        state[CATALOGUE] = None
    own_product()


def _said(words: dict[str, Any]) -> dict[str, Any]:
    return {
        claim: {to: (relation and Relation(relation), reason) for to, (relation, reason) in said.items()}
        for claim, said in words.items()
    }


def saved_profiles() -> tuple[Saved[Profile], ...]:
    """The prospects that were saved, last changed first."""
    return store().profiles.all()


def save_profile(profile: Profile) -> Profile:
    """Keep a prospect: over the saved one of that name and company if there is one, else as a new one.

    What was written into that one since it came to the desk stays. Raises Conflict where it is the same thing.
    """
    kept, saved = store().profiles, saved_as(profile)
    if saved is None:
        return kept.save(profile).value
    here = st.session_state[PROFILE]
    came = next((one.version for one in kept.history(saved.id) if one.value == here), saved.version)
    try:
        return kept.save(profile, saved.model_copy(update={"version": came})).value
    except Conflict as clash:
        if clash.merged is None:
            raise
        return kept.save(clash.merged, clash.theirs).value


def saved_as(profile: Profile) -> Saved[Profile] | None:
    """The saved prospect of that name and company, the last changed one; None where there is none."""
    return next((one for one in saved_profiles() if _named(one.value) == _named(profile)), None)


def _named(profile: Profile) -> tuple[str, str | None]:
    return profile.prospect, profile.company


def save_take(review: Review) -> Take:
    """Keep the review as the next take of the pitch on the desk, and with the saved prospect it was made for."""
    state = st.session_state
    catalogue = state[CATALOGUE]
    product, prospect = catalogue.product if catalogue else None, saved_as(review.profile)
    take = store().takes.save(review, state[PITCH_ID], profile=prospect, product=product)
    state[PITCH_ID] = take.pitch_id
    keep_drafts()
    return take


def takes() -> tuple[Take, ...]:
    """The takes of the pitch on the desk, in their order."""
    pitch_id = st.session_state[PITCH_ID]
    return store().takes.of(pitch_id) if pitch_id else ()


def other_takes() -> tuple[Take, ...]:
    """The last take of each pitch of one's own that is not on the desk, newest first."""
    return tuple(take for take in store().takes.last() if take.pitch_id != st.session_state[PITCH_ID])


def tried(do: Callable[[], object], problem: str = PROBLEM) -> bool:
    """Do it; where it cannot be done, keep the sentence that says why as ``problem``, and give False."""
    try:
        do()
    except InputError as why:
        st.session_state[problem] = str(why)
        return False
    return True


def share_take(word: Mapping[str, Any]) -> None:
    """Let one's coaches see a take, or no longer; shared, it counts on the Team page."""
    tried(lambda: store().takes.share(str(word["id"]), shared=bool(word["shared"])))


def delete_take(take_id: str) -> None:
    """Delete a take for good; what is on the desk stays there."""
    tried(lambda: store().takes.delete(take_id))


def resolve(word: Mapping[str, Any], problem: str = PROBLEM) -> None:
    """Mark a comment as dealt with, or as open again."""
    tried(lambda: store().comments.resolve(str(word["id"]), resolved=bool(word["resolved"])), problem)


def bring_back(take_id: str) -> None:
    """Lay a saved take on the desk as it was: its words, prospect and catalogue, what was ticked off, said of its links
    and set aside. What people said then was taught then, and is not taught again.
    """
    take, review = store().takes.get(take_id), store().takes.review(take_id)
    state = st.session_state
    meet(review.profile)
    put(review.pitch.text, title=review.pitch.title, pitch_id=take.pitch_id)
    if take.product and (its := catalogue_of(take.product)):
        state[CATALOGUE] = its
    state[CUT] = {same(one.claim.text) for one in review.readings if one.claim.id not in review.kept}
    for word in review.overrides:
        said = state[WORDS].setdefault(same(review.reading(word.claim).claim.text), {})
        said[word.to] = (word.relation, word.reason)
    state[DISMISSED] = {_about(review, flag): flag.dismissed for flag in review.flags if flag.dismissed}
    keep_drafts()


def same(text: str) -> str:
    """The words of a claim, whatever their case and spacing."""
    return " ".join(text.casefold().split())


def desk_key() -> tuple[object, ...]:
    """What a review of the desk depends on."""
    state = st.session_state
    return state[TEXT], state[TITLE], state[PROFILE], state[CATALOGUE], flag_settings()


def whole() -> Review:
    """The review of everything on the desk as the judge and people now have it, no claim ticked off.

    Raises InputError where there is nothing to read.
    """
    state, key = st.session_state, desk_key()
    if state.get(READ, (None, None))[0] != key:
        said, profile, catalogue, reader, settings = pitch(), state[PROFILE], state[CATALOGUE], judge(), flag_settings()
        read = while_wanted(
            lambda: reviewing.check(said, profile, catalogue=catalogue, judge=reader, settings=settings)
        )
        state[READ] = (key, read)
    asking = state.get(ASKING)
    read = asking.latest if asking and asking.key == key and asking.latest else state[READ][1]
    words = tuple(_words(read))
    return reviewing.reconsider(read, words) if words else read


def _words(review: Review) -> Iterable[Override]:
    for reading in review.readings:
        for to, (relation, reason) in st.session_state[WORDS].get(same(reading.claim.text), {}).items():
            yield Override(claim=reading.claim.id, to=to, relation=relation, by=YOU, reason=reason)


def trimmed(review: Review) -> Review:
    """The review without the claims that are ticked off."""
    cut = {reading.claim.id for reading in review.readings if same(reading.claim.text) in st.session_state[CUT]}
    left = reviewing.ticked(review, review.kept - cut) if cut else review
    for flag in left.flags:
        reason = st.session_state[DISMISSED].get(_about(left, flag))
        left = flags.dismiss(left, flag, reason, by=YOU) if reason else left
    return left


def _about(review: Review, flag: Flag) -> tuple[str, ...]:
    """A flag by its code and the words it is about."""
    return (flag.code, *(same(review.reading(one).claim.text) for one in flag.claims), *flag.statements)


def dismiss(review: Review, flag: Flag, reason: str | None) -> None:
    """Set a flag aside for a reason; with None let it stand again."""
    if reason:
        st.session_state[DISMISSED][_about(review, flag)] = reason
    else:
        st.session_state[DISMISSED].pop(_about(review, flag), None)
    keep_drafts()


def tick(review: Review, claim: str, keep: bool) -> None:
    """Tick a claim on or off."""
    words = same(review.reading(claim).claim.text)
    (st.session_state[CUT].discard if keep else st.session_state[CUT].add)(words)
    keep_drafts()


def keep_all() -> None:
    """Tick every claim on again."""
    st.session_state[CUT] = set()
    keep_drafts()


def cut(review: Review, claims: Iterable[str]) -> None:
    """Tick all of these off."""
    for claim in claims:
        tick(review, claim, keep=False)


def say(review: Review, claim: str, to: str, relation: Relation | None, reason: str = "") -> None:
    """Keep a person's word on a claim and a statement: a relation confirms and teaches, None denies."""
    state, reading = st.session_state, review.reading(claim)
    state[WORDS].setdefault(same(reading.claim.text), {})[to] = (relation, reason)
    if relation is not None:
        statement = review.statement(to)
        source = teaching.confirmed(review.profile.prospect, store().desk.someone.name, today())
        learn(lambda catalogue: teaching.taught(catalogue, reading, statement, relation, source))
    keep_drafts()


def today() -> dt.date:
    """The day, in UTC."""
    return dt.datetime.now(dt.UTC).date()


def unsay(review: Review, claim: str) -> None:
    """Take back everything a person said of a claim, and what it taught."""
    reading = review.reading(claim)
    words = st.session_state[WORDS].pop(same(reading.claim.text), {})
    for to, (relation, _) in words.items():
        if relation is not None and not _still_said(review, reading, to, relation):
            _unlearn(reading, review.statement(to), relation, review.profile.prospect)
    keep_drafts()


def _still_said(review: Review, reading: Reading, to: str, relation: Relation) -> bool:
    """Whether a person's word on another claim of that feature says as much of the statement."""
    others = (one for one in review.readings if teaching.name_of(one) == teaching.name_of(reading))
    words = (st.session_state[WORDS].get(same(one.claim.text), {}).get(to, (None, "")) for one in others)
    return any(word is not None and word.answers == relation.answers for word, _ in words)


def _unlearn(reading: Reading, statement: Statement, relation: Relation, source: str) -> None:
    learn(lambda catalogue: teaching.untaught(catalogue, reading, statement, relation, source))


def make_ours(review: Review, claim: str, chosen: Iterable[str], own: str) -> None:
    """Put a claim into the product's own catalogue, with what the library lent it and what a person says of it.

    ``chosen`` are the borrowed phrases they agreed to, ``own`` their own line of what a customer would have said before
    needing it.
    """
    reading = review.reading(claim)
    kept = tuple(one for one in reading.borrowed if one.text in set(chosen))
    agreed = reading.model_copy(update={"borrowed": kept})

    def lesson(catalogue: Catalogue) -> Catalogue:
        new = teaching.made_ours(catalogue, agreed)
        return teaching.agreed(new, teaching.name_of(reading), own=own)

    learn(lesson, read_again=True)


def said(review: Review, claim: str) -> dict[str, Any]:
    """What a person said of a claim: statement id → (relation or None, reason)."""
    return dict(st.session_state[WORDS].get(same(review.reading(claim).claim.text), {}))


def chosen(review: Review) -> str | None:
    """The id of the claim whose card is open, if it is still in the pitch."""
    if st.session_state[CHOSEN] is None:
        return None
    words, nth = st.session_state[CHOSEN]
    alike = _said_so(review, words)
    return alike[min(nth, len(alike) - 1)] if alike else None


def _said_so(review: Review, words: str) -> list[str]:
    """The ids of the claims in those words, in order: a pitch may say the same thing twice."""
    return [one.claim.id for one in review.readings if same(one.claim.text) == words]


def choose(review: Review, claim: str | None) -> None:
    """Open a claim's card, or with None close it."""
    words = None if claim is None else same(review.reading(claim).claim.text)
    st.session_state[CHOSEN] = words and (words, _said_so(review, words).index(str(claim)))
