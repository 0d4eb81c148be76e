"""Privacy: what is deleted is gone everywhere, what is held can be handed over, and time runs out by itself."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from pathlib import Path

import pytest
import sqlalchemy as sa

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.judge import Relation, Verdict
from pitchcheck.merging import joined
from pitchcheck.pitch import Transcript, Turn
from pitchcheck.profile import Force, Statement, Who
from pitchcheck.review import Checked, Dismissal, HeardWord, Override, Review
from pitchcheck.settings import Settings
from pitchcheck.store import JobState, Missing, Queue, Retention, Role, Saved, Store, StoreError
from pitchcheck.store.checks import problems
from pitchcheck.store.desk import now
from pitchcheck.store.erasing import due, forget_sources, keep_house, sweep
from pitchcheck.store.tables import LeftoverRow, ProfileRow, RecordingRow, ReviewRow
from pitchcheck.store.transfer import export
from tests.store.examples import profile, review
from tests.store.world import TRANSCRIPT, enter, id_of

SOUND = b"RIFF" + bytes(1000)
MARK = "Zebedee"  # a word that is nowhere but in the prospect's data


def everything(store: Store, tmp_path: Path) -> str:
    """All that is stored, as one text."""
    path = tmp_path / "all.zip"
    export(store.database, store.files, path)
    with zipfile.ZipFile(path) as archive:
        return "\n".join(archive.read(name).decode("latin-1") for name in archive.namelist())


def with_mark(rep: Store) -> Saved:  # type: ignore[type-arg]
    """A prospect whose name is in a profile's old version, a take, a recording, its audio and a catalogue phrase."""
    saved = rep.profiles.save(profile(prospect=MARK))
    saved = rep.profiles.save(profile(prospect=MARK, price=1.0), saved)
    rep.takes.save(review(profile(prospect=MARK)), profile=saved)
    said = Transcript(turns=(Turn(n=1, text=f"I am {MARK}.", speaker=MARK),))
    call = rep.recordings.save(said, MARK, profile=saved, audio=("a.wav", io.BytesIO(MARK.encode())))
    rep.recordings.save_review(call.id, review(profile(prospect=MARK)))
    phrases = (
        Phrase(text="We ran out.", origin=Origin.WRITTEN),
        Phrase(text=f"{MARK} ran out.", origin=Origin.CONFIRMED, source=f"profile {saved.id}"),
        Phrase(text=f"{MARK} said so.", origin=Origin.RECORDING, source=call.id),
    )
    rep.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=phrases),)))
    return saved


def test_an_erased_prospect_is_gone_from_everything(store: Store, tmp_path: Path) -> None:
    """Not a word of theirs is left in any table, any version, any file; the catalogue keeps its other phrases."""
    rep = enter(store, "rep", "north")
    saved = with_mark(rep)
    assert MARK in everything(store, tmp_path)
    rep.privacy.erase_profile(saved.id)
    assert MARK not in everything(store, tmp_path)
    (catalogue,) = rep.catalogues.all()
    assert [phrase.text for phrase in catalogue.value.features[0].answers] == ["We ran out."]
    assert list(problems(store.database, store.files)) == []


def test_what_pages_drew_from_an_erased_prospect_goes_with_it(store: Store) -> None:
    """Phrases with their name behind them, confirmed or only drafted, and drafts with their words in them."""
    rep = enter(store, "rep", "north")
    saved = rep.profiles.save(profile(prospect="Rosa “R” Lind"))
    mine = saved.value.statements[0].text
    by_name = (
        Phrase(text=mine, origin=Origin.CONFIRMED, source="Rosa “R” Lind, confirmed by Sam on 9 Nov 2026"),
        Phrase(text="A tray a day.", origin=Origin.DRAFTED, source="Rosa “R” Lind"),
        Phrase(
            text="We ran out.",
            origin=Origin.CONFIRMED,
            source="the library",
            draft=Phrase(text="We RAN out.", origin=Origin.DRAFTED, source="Rosa “R” Lind"),
        ),
        Phrase(text="I wait.", origin=Origin.CONFIRMED, source="Rosa “R” Lindqvist, confirmed by Sam on 9 Nov 2026"),
    )
    rep.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=by_name),)))
    rep.drafts.keep(f"prospects/{saved.id}/notes", {"text": "Call with her"})
    rep.drafts.keep("rehearse", {"profile": {"statements": [{"text": mine}]}})
    rep.drafts.keep("catalogue/Larder", {"name": "reordering"})
    rep.privacy.erase_profile(saved.id)
    (catalogue,) = rep.catalogues.all()
    assert [phrase.text for phrase in catalogue.value.features[0].answers] == ["We ran out.", "I wait."]
    assert catalogue.value.features[0].answers[0].draft is None
    assert set(rep.drafts.all()) == {"catalogue/Larder"}


def test_of_two_prospects_of_one_name_only_the_erased_ones_words_go(store: Store) -> None:
    """The other one's phrases stay: they are known by what was said. So does what both said, as after a merge."""
    rep = enter(store, "rep", "north")
    saved = rep.profiles.save(profile(prospect="Ann Lee", company="Acme"))
    mine, ours, hers = saved.value.statements[0].text, saved.value.statements[4].text, "The other Ann said this."
    said = [Statement(id=f"s{n}", force=Force.PUSH, who=Who.BUYER, text=one) for n, one in enumerate((ours, hers), 1)]
    rep.profiles.save(profile(prospect="Ann Lee", company="Bolt", statements=tuple(said)))
    source = "Ann Lee, confirmed by Sam on 9 Nov 2026"
    phrases = [Phrase(text=text, origin=Origin.CONFIRMED, source=source) for text in (mine, ours, hers)]
    rep.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=tuple(phrases)),)))
    rep.privacy.erase_profile(saved.id)
    (catalogue,) = rep.catalogues.all()
    assert [phrase.text for phrase in catalogue.value.features[0].answers] == [ours, hers]


def test_the_catalogue_that_was_given_to_long_work_loses_their_words_too(store: Store) -> None:
    """Work on another call was given it whole: under their name, and from their calls; the rest of the order stays."""
    rep = enter(store, "rep", "north")
    saved = rep.profiles.save(profile(prospect="Zoë"))
    call = rep.recordings.save(TRANSCRIPT, "Call", profile=saved)
    phrases = (
        Phrase(text="We ran out.", origin=Origin.CONFIRMED, source="Zoë, confirmed by Sam on 9 Nov 2026"),
        Phrase(text="I wait.", origin=Origin.RECORDING, source=call.id),
        Phrase(text="I count.", origin=Origin.CONFIRMED, source=f"profile {saved.id}"),
        Phrase(text="A tray a day.", origin=Origin.WRITTEN),
    )
    catalogue = Catalogue(product="Larder", features=(Feature(name="reordering", answers=phrases),))
    job = rep.jobs.add("reading", "Another", {"recording": "r", "catalogue": catalogue.model_dump(mode="json")})
    rep.privacy.erase_profile(saved.id)
    asked = rep.jobs.get(job.id).asked
    assert isinstance(asked, dict)
    assert asked["recording"] == "r"
    (feature,) = Catalogue.model_validate(asked["catalogue"]).features
    assert [phrase.text for phrase in feature.answers] == ["A tray a day."]


def test_any_number_of_sources_is_forgotten_at_once(store: Store) -> None:
    """A person may have had more calls than a database takes conditions."""
    rep = enter(store, "rep", "north")
    phrases = tuple(Phrase(text=f"{n}.", origin=Origin.RECORDING, source=f"call {n:04}") for n in (1, 1100, 1200))
    rep.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=phrases),)))
    with store.database.writing() as session:
        forget_sources(session, {f"call {n:04}" for n in range(100, 1200)})
    (catalogue,) = rep.catalogues.all()
    assert [phrase.text for phrase in catalogue.value.features[0].answers] == ["1.", "1200."]


def test_nothing_is_left_in_the_file_either(tmp_path: Path) -> None:
    """SQLite overwrites what is deleted: a search through the bytes of the database finds nothing."""
    with Store.open(Settings(data_dir=tmp_path)) as store:
        store.privacy.erase_profile(with_mark(store).id)
    left = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert MARK.encode() not in left


def test_a_deleted_recording_takes_its_phrases_along(store: Store) -> None:
    """What a catalogue learnt from a recording goes with it; what it learnt elsewhere stays."""
    rep = enter(store, "rep", "north")
    with_mark(rep)
    rep.recordings.delete(rep.recordings.all()[0].id)
    assert len(rep.catalogues.all()[0].value.features[0].answers) == 2


def test_erasing_is_not_for_everybody(store: Store) -> None:
    """A colleague of the team may change a profile, not erase it; an admin may."""
    saved = enter(store, "rep", "north").profiles.save(profile())
    with pytest.raises(Missing):
        enter(store, "second", "north").privacy.erase_profile(saved.id)
    enter(store, "admin", "", Role.ADMIN).privacy.erase_profile(saved.id)
    assert store.profiles.all() == ()


def test_an_erased_person_leaves_the_team_its_prospects(store: Store, tmp_path: Path) -> None:
    """Rehearsals, recordings and drafts are gone; profiles go to the heir; their word stays without their name."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "Quentin", "north", Role.COACH)
    rep = enter(store, "rep", "north")
    coach.profiles.save(profile())
    coach.takes.save(review())
    coach.drafts.keep("pitch", "x")
    coach.recordings.save(TRANSCRIPT, "Call", audio=("a.wav", io.BytesIO(SOUND)))
    take = rep.takes.share(rep.takes.save(review()).id)
    word = Override(claim="c2", to="s2", relation=Relation.ADVANCES, by="Quentin")
    coach.takes.change(take.id, review(overrides=(word,)), take.version)
    coach.comments.add_to_take(take.id, "Shorter.")
    admin.privacy.erase_person(id_of(coach), heir_id=id_of(rep))
    assert "Quentin" not in everything(store, tmp_path)
    assert len(rep.profiles.all()) == 1
    assert [said.by for said in rep.takes.review(take.id).overrides] == ["somebody who left"]
    assert [(said.text, said.by) for said in rep.comments.on_take(take.id)] == [("Shorter.", None)]
    assert store.files.keys() == ()
    assert list(problems(store.database, store.files)) == []


def test_an_erased_person_s_name_goes_wherever_they_had_a_word(store: Store, tmp_path: Path) -> None:
    """Who agreed, who took out what was heard, who set a flag aside, who confirmed a phrase; what was said stays."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "Quentin", "north", Role.COACH)
    rep = enter(store, "rep", "north")
    call = rep.recordings.save(TRANSCRIPT, "Call")
    words = review().model_copy(
        update={
            "checked": (Checked(claim="c1", judged=Verdict.TIED, verdict=Verdict.TIED, by="Quentin"),),
            "heard": (HeardWord(statement="s1", proposed=None, stands=True, by="Quentin"),),
            "dismissals": (Dismissal(code="C1", reason="It is a demo.", by="Quentin"),),
        }
    )
    rep.recordings.save_review(call.id, words)
    phrase = Phrase(text="We ran out.", origin=Origin.CONFIRMED, source="Dana, confirmed by Quentin on 1 Nov 2026")
    rep.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=(phrase,)),)))
    admin.privacy.erase_person(id_of(coach))
    assert "Quentin" not in everything(store, tmp_path)
    kept = rep.recordings.review(call.id)
    assert kept is not None
    assert [one.by for one in (*kept.checked, *kept.heard, *kept.dismissals)] == ["somebody who left"] * 3
    (left,) = rep.catalogues.all()[0].value.features[0].answers
    assert (left.text, left.source) == ("We ran out.", "Dana, confirmed by somebody who left on 1 Nov 2026")
    assert left.theirs


def test_a_name_that_somebody_else_has_too_stays_with_their_words(store: Store) -> None:
    """Who agreed is known by name alone."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "Quentin", "north", Role.COACH)
    admin.people.change(id_of(enter(store, "second", "south", Role.COACH)), name="Quentin")
    call = admin.recordings.save(TRANSCRIPT, "Call")
    agreed = Checked(claim="c1", judged=Verdict.TIED, verdict=Verdict.TIED, by="Quentin")
    admin.recordings.save_review(call.id, review().model_copy(update={"checked": (agreed,)}))
    admin.privacy.erase_person(id_of(coach))
    kept = admin.recordings.review(call.id)
    assert kept is not None
    assert kept.checked == (agreed,)


def judged(asker: Store, recording_id: str, by: str) -> str:
    """Work by which a model read that call: it brought the review before, with a word by that name, and one piece."""
    said = review(overrides=(Override(claim="c2", to="s2", relation=Relation.ADVANCES, by=by),))
    job = asker.jobs.add("judging", "Call", {"recording": recording_id})
    queue = Queue(asker.database)
    assert queue.take("w", 9) is not None
    queue.end(job.id, "w", JobState.DONE, result={"before": said.model_dump(mode="json")})
    queue.keep(job.id, 1, by)
    return job.id


def test_an_erased_person_s_name_goes_from_what_work_brought_others(store: Store) -> None:
    """The earlier review that a colleague may put back has their word, and no longer their name."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "Quéntin", "north", Role.COACH)
    rep = enter(store, "rep", "north")
    job = judged(rep, rep.recordings.save(TRANSCRIPT, "Call").id, "Quéntin")
    admin.privacy.erase_person(id_of(coach))
    told = rep.jobs.get(job).result
    assert isinstance(told, dict)
    assert [said.by for said in Review.model_validate(told["before"]).overrides] == ["somebody who left"]


def test_what_work_brought_of_others_calls_is_not_handed_over(store: Store) -> None:
    """A coach who had a rep's call read keeps the order; the review stays with whose call it is."""
    coach, rep = enter(store, "coach", "north", Role.COACH), enter(store, "rep", "north")
    call = rep.recordings.save(TRANSCRIPT, "Call")
    mine, theirs = judged(rep, call.id, "rep"), judged(coach, call.id, "coach")
    of_coach, of_rep = (one.privacy.on_person(id_of(one)) for one in (coach, rep))
    assert [(job["id"], job["result"]) for job in of_coach["jobs"]] == [(theirs, None)]
    assert [part["content"] for part in of_coach["job_parts"]] == [None]
    assert [(job["id"], "flour" in job["result"]) for job in of_rep["jobs"]] == [(mine, True)]
    assert [part["content"] for part in of_rep["job_parts"]] == ["rep"]


def test_a_call_put_in_for_a_colleague_is_told_and_not_handed_over(store: Store) -> None:
    """A coach may by now not hear it; that they put it in is theirs to know. The rep has all of it."""
    coach, rep = enter(store, "coach", "north", Role.COACH), enter(store, "rep", "north")
    call = coach.recordings.save(TRANSCRIPT, "Call", owner_id=id_of(rep))
    coach.recordings.save_review(call.id, review())
    of_coach, of_rep = (one.privacy.on_person(id_of(one)) for one in (coach, rep))
    said = {"transcripts", "reviews", "review_contents", "review_claims"}
    assert [row["id"] for row in of_coach["recordings"]] == [call.id]
    assert not said & of_coach.keys()
    assert said <= of_rep.keys()


def test_more_files_wait_to_go_than_a_statement_takes_parameters(store: Store) -> None:
    """All of them go, at once."""
    with store.database.writing() as session:
        session.add_all(LeftoverRow(file=f"gone/{n}", since=now()) for n in range(33_000))
    assert sweep(store.database, store.files) == 0
    with store.database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LeftoverRow)) == 0


def test_without_an_heir_the_prospects_go_too(store: Store) -> None:
    """Nothing is left without an owner."""
    admin, rep = enter(store, "admin", "", Role.ADMIN), enter(store, "rep", "north")
    with_mark(rep)
    admin.privacy.erase_person(id_of(rep))
    with store.database.reading() as session:
        assert [session.scalars(sa.select(table)).all() for table in (ProfileRow, ReviewRow, RecordingRow)] == [[]] * 3


def test_who_may_erase_whom(store: Store) -> None:
    """Not yourself, not by a coach, not with an heir who is not there."""
    admin, coach = enter(store, "admin", "", Role.ADMIN), enter(store, "coach", "north", Role.COACH)
    with pytest.raises(StoreError, match="cannot delete yourself"):
        admin.privacy.erase_person(id_of(admin))
    with pytest.raises(Missing, match="not yours to delete"):
        coach.privacy.erase_person(id_of(admin))
    with pytest.raises(StoreError, match="Choose somebody else"):
        admin.privacy.erase_person(id_of(coach), heir_id="nobody")


def test_all_that_is_held_on_a_person_is_handed_over(store: Store) -> None:
    """Their own rows and recordings, and nothing of other people's."""
    rep, other = enter(store, "rep", "north"), enter(store, "other", "north")
    with_mark(rep)
    other.takes.save(review())
    rep.drafts.keep("pitch", "x")
    target = io.BytesIO()
    rep.privacy.export_person(id_of(rep), target)
    with zipfile.ZipFile(target) as archive:
        names = set(archive.namelist())
        reviews = [json.loads(line) for line in archive.read("reviews.jsonl").splitlines()]
    assert {"people.jsonl", "drafts.jsonl", "transcripts.jsonl", "review_contents.jsonl", "audit.jsonl"} <= names
    assert any(name.endswith("audio.wav") for name in names)
    assert {row["owner_id"] for row in reviews} == {id_of(rep)}


def test_sounds_that_are_too_much_for_one_download_are_named(store: Store) -> None:
    """As many as there is room for, and a list of the others."""
    for name in ("a.wav", "b.wav", "c.wav"):
        store.recordings.save(TRANSCRIPT, name, audio=(name, io.BytesIO(SOUND)))
    target = io.BytesIO()
    store.privacy.export_person(store.desk.someone.id, target, 2 * len(SOUND))
    with zipfile.ZipFile(target) as archive:
        left_out = archive.read("left-out.txt").decode().splitlines()[-1]
        sounds = {name for name in archive.namelist() if name.endswith(".wav")}
    assert len(sounds) == 2
    assert {*sounds, left_out} == set(store.files.keys())


def test_what_is_held_is_for_oneself_and_an_admin(store: Store) -> None:
    """Not for a coach of the same team."""
    rep, coach = enter(store, "rep", "north"), enter(store, "coach", "north", Role.COACH)
    admin = enter(store, "admin", "", Role.ADMIN)
    assert admin.privacy.on_person(id_of(rep))["people"][0]["name"] == "rep"
    with pytest.raises(Missing):
        coach.privacy.on_person(id_of(rep))


def test_what_is_held_on_a_prospect_counts_and_does_not_tell(store: Store) -> None:
    """An admin asked to delete somebody sees how much there is, and not what was rehearsed in private."""
    saved = with_mark(enter(store, "rep", "north"))
    held = enter(store, "admin", "", Role.ADMIN).privacy.on_profile(saved.id)
    assert {name: len(rows) for name, rows in held.items()} == {
        "profiles": 1,
        "profile_revisions": 2,
        "recordings": 1,
        "reviews": 2,
        "transcripts": 1,
        "review_contents": 2,
        "review_claims": 6,
        "review_statements": 10,
        "review_links": 4,
    }
    assert held["review_contents"] == [{}, {}]


def later(days: int) -> dt.datetime:
    """So many days from now."""
    return dt.datetime.now(dt.UTC) + dt.timedelta(days=days)


def test_nothing_goes_before_its_time(store: Store) -> None:
    """The day before, nothing is due; the day after, the recordings are, and only counting deletes nothing."""
    with_mark(store)
    assert {one.kind: one.count for one in due(store.database, later(364))}["recordings"] == 0
    assert {one.kind: one.count for one in due(store.database, later(366))}["recordings"] == 1
    assert len(store.recordings.all()) == 1


def test_what_had_its_time_goes_with_everything_drawn_from_it(store: Store) -> None:
    """Recordings with files; drafts; what lay in the bin; rehearsals stay for ever unless the house says otherwise."""
    saved = with_mark(store)
    store.drafts.keep("pitch", "x")
    store.profiles.delete(store.profiles.save(profile(prospect="In the bin")).id)
    keep_house(store.database, store.files, later(366))
    assert store.recordings.all() == ()
    assert store.files.keys() == ()
    assert store.drafts.all() == {}
    assert store.profiles.all(deleted=True) == ()
    assert [kept.id for kept in store.profiles.all()] == [saved.id]
    assert len(store.takes.mine()) == 1


def test_a_prospect_in_the_bin_stays_while_somebody_keeps_a_take_or_a_call_of_them(store: Store) -> None:
    """Who may delete a prospect may not delete those; with them gone, its time is over too."""
    rep, ben = enter(store, "rep", "north"), enter(store, "ben", "north")
    saved = rep.profiles.save(profile())
    take, call = ben.takes.save(review(), profile=saved), ben.recordings.save(TRANSCRIPT, "Call", profile=saved)
    rep.profiles.delete(saved.id)
    assert {one.kind: one.count for one in due(store.database, later(31))}["deleted profiles"] == 0
    keep_house(store.database, store.files, later(31))
    assert [one.id for one in ben.takes.mine()] == [take.id]
    assert [one.id for one in ben.recordings.all()] == [call.id]
    ben.takes.delete(take.id)
    ben.recordings.delete(call.id)
    keep_house(store.database, store.files, later(31))
    assert rep.profiles.all(deleted=True) == ()


def test_after_a_merge_under_another_name_their_phrases_stay(store: Store) -> None:
    """The kept profile has both's words, when the bin is emptied too; what it did not say goes with who said it."""
    kept = store.profiles.save(profile(prospect="Dana Reyes", statements=()))
    twin = store.profiles.save(profile())
    phrases = tuple(
        Phrase(text=text, origin=Origin.CONFIRMED, source="Dana, confirmed by Sam on 1 Nov 2026")
        for text in ("We ran out of flour on a Saturday.", "Nobody else said that.")
    )
    store.catalogues.save(Catalogue(product="Larder", features=(Feature(name="reordering", answers=phrases),)))
    store.profiles.join(kept, twin, joined(kept.value, twin.value))
    keep_house(store.database, store.files, later(31))
    assert store.profiles.all(deleted=True) == ()
    assert store.catalogues.all()[0].value.features[0].answers == phrases[:1]


def test_a_take_from_before_the_prospect_was_saved_goes_with_them(store: Store) -> None:
    """Its owner's, by name and company, as they ever had them, and they are counted. One of another company's Zed
    stays, and so do a colleague's, and all of them when only the bin is emptied.
    """
    colleague = enter(store, "ben", "north")
    theirs = colleague.takes.save(review(profile(prospect="Zed")))
    first = store.takes.save(review(profile(prospect="Zed")))
    other = store.takes.save(review(profile(prospect="Zed", company="Elsewhere")))
    saved = store.profiles.save(profile(prospect="Zed"))
    saved = store.profiles.save(profile(prospect="Zed Moss"), saved)
    binned = store.profiles.save(profile(prospect="Zed"))
    store.profiles.delete(binned.id)
    keep_house(store.database, store.files, later(31))
    assert {one.id for one in store.takes.mine()} == {first.id, other.id}
    assert len(store.privacy.on_profile(saved.id)["reviews"]) == 1
    store.privacy.erase_profile(saved.id)
    assert [one.id for one in store.takes.mine()] == [other.id]
    assert [one.id for one in colleague.takes.mine()] == [theirs.id]
    with pytest.raises(Missing):
        store.takes.review(first.id)


def test_a_take_that_may_be_of_another_prospect_stays(store: Store) -> None:
    """Two by one name and company: nobody knows of whom it was."""
    take = store.takes.save(review())
    saved = store.profiles.save(profile())
    store.profiles.save(profile())
    store.privacy.erase_profile(saved.id)
    assert [one.id for one in store.takes.mine()] == [take.id]


def test_the_house_decides_how_long(store: Store) -> None:
    """Rehearsals after ten days, recordings never."""
    with_mark(store)
    store.house.save(store.house.get().model_copy(update={"retention": Retention(recordings=None, rehearsals=10)}))
    keep_house(store.database, store.files, later(3000))
    assert store.takes.mine() == ()
    assert len(store.recordings.all()) == 1


def test_it_runs_by_itself(store: Store, settings: Settings) -> None:
    """The next start after a day deletes what has had its time, and the log says so."""
    store.drafts.keep("pitch", "x")
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE drafts SET at = '2020-01-01 00:00:00'"))
        session.execute(sa.text("UPDATE audit SET at = '2020-01-01 00:00:00'"))
    with Store.open(settings) as started:
        assert started.drafts.all() == {}
        assert started.audit.entries()[0].detail == "1 draft, 1 line of the audit log"


def test_a_file_whose_recording_never_came_goes_after_a_day(store: Store) -> None:
    """A program that dies between file and row leaves a file that the next day's sweep takes."""
    store.recordings.save(TRANSCRIPT, "Kept", audio=("a.wav", io.BytesIO(SOUND)))
    store.recordings._write("lost", ("a.wav", io.BytesIO(SOUND)))
    assert sweep(store.database, store.files) == 0
    assert len(store.files.keys()) == 2
    with store.database.writing() as session:
        session.execute(sa.text("UPDATE leftovers SET since = '2020-01-01 00:00:00'"))
    sweep(store.database, store.files)
    (left,) = store.files.keys()
    assert "lost" not in left


def test_who_may_delete_a_recording_finds_it_without_hearing_it(store: Store) -> None:
    """An admin every one, a coach their team’s, a rep their own: whose, with whom, when, how much; not a word."""
    rep, other = enter(store, "rae", "north"), enter(store, "lee", "south")
    coach, admin = enter(store, "cleo", "north", Role.COACH), enter(store, "ada", "office", Role.ADMIN)
    dana = rep.profiles.save(profile())
    call = rep.recordings.save(TRANSCRIPT, MARK, profile=dana, audio=("a.wav", io.BytesIO(SOUND)))
    rep.recordings.save_review(call.id, review())
    theirs = other.recordings.save(TRANSCRIPT, MARK)
    assert [len(one.privacy.recordings()) for one in (admin, coach, rep, other)] == [2, 1, 1, 1]
    found = {one.id: one for one in admin.privacy.recordings()}
    assert (found[call.id].owner, found[call.id].prospect, found[call.id].bytes) == ("rae", "Dana", len(SOUND))
    assert MARK not in "".join(one.model_dump_json() for one in found.values())
    other.recordings.save_review(theirs.id, review(profile(prospect="Marcus Hale")))  # as the call itself shows
    for named, ids in (("MARCUS  hale", [theirs.id]), ("dana", [call.id]), ("lee", [theirs.id]), ("nobody", [])):
        assert [one.id for one in admin.privacy.recordings(named, limit=1)] == ids
    held = admin.privacy.on_recording(call.id)
    assert (held["transcripts"], held["reviews"], held["review_claims"]) == (1, 1, 3)
    with pytest.raises(Missing):
        coach.privacy.on_recording(theirs.id)
    coach.drafts.keep(f"recordings/{call.id}/comment", "Ask her first.")
    coach.drafts.keep(f"recordings/{theirs.id}/comment", "Another call.")
    admin.recordings.delete(call.id)
    assert list(coach.drafts.all()) == [f"recordings/{theirs.id}/comment"]


def test_whoever_looked_at_or_copied_what_is_held_on_somebody_is_in_that_person_s_log(store: Store) -> None:
    """An admin who looks, takes a copy, or changes their roles; one’s own looks are not in it."""
    rep, admin = enter(store, "rae", "north"), enter(store, "ada", "office", Role.ADMIN)
    admin.privacy.export_person(id_of(rep), io.BytesIO())
    admin.people.change(id_of(rep), name="Rae Miller", roles={Role.REP, Role.COACH}, active=False)
    rep.privacy.export_person(id_of(rep), io.BytesIO())
    lines = [(one.by, one.action, one.detail) for one in reversed(rep.audit.entries())]
    assert lines == [
        ("ada", "looked", ""),
        ("ada", "copied", ""),
        ("ada", "changed", "rep → coach, rep, shut out, another name"),
    ]
