"""``pitchcheck check``: one pitch for one prospect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.cli.acting import For, acting_for
from pitchcheck.cli.streams import Anonymise, Hide, put, taken
from pitchcheck.pitch import InputError, Pitch

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.judge import Judge
    from pitchcheck.judge.embedded import EmbeddedJudge
    from pitchcheck.profile import Profile
    from pitchcheck.review import Review
    from pitchcheck.store import House

UNDER_THE_BAR = 1


class Which(StrEnum):
    """The judges there are."""

    EMBEDDED = "embedded"
    LLM = "llm"


class Output(StrEnum):
    """How a review is printed."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


def check(
    pitch: Annotated[
        str, typer.Argument(metavar="PITCH", help="A .txt, .md, .docx, .pptx, .pdf or .eml file; - is standard input.")
    ],
    *,
    profile: Annotated[
        str, typer.Option("--profile", "-p", metavar="FILE", help="What the prospect said: YAML, JSON or CSV.")
    ],
    catalogue: Annotated[
        str | None,
        typer.Option("--catalogue", "-c", metavar="FILE", help="Your product's feature catalogue: YAML, JSON or CSV."),
    ] = None,
    price: Annotated[
        float | None, typer.Option(min=0.01, help="What you ask, in the profile's currency, whatever the profile says.")
    ] = None,
    output: Annotated[Output, typer.Option("--format", "-f", help="How the review is printed.")] = Output.TEXT,
    fail_under: Annotated[
        float | None,
        typer.Option(min=0, max=100, metavar="POINTS", help="Exit with 1 when pitch relevance is under this."),
    ] = None,
    rep: Annotated[
        str | None, typer.Option(metavar="NAME", help="PITCH is a transcript; this speaker is the one who sells.")
    ] = None,
    library: Annotated[bool, typer.Option(help="Let claims without a feature borrow from the shipped library.")] = True,
    judge: Annotated[
        Which | None, typer.Option(help="Who judges, in place of the setting: the embedded judge or a language model.")
    ] = None,
    measured: Annotated[
        bool, typer.Option("--measured", help="Decide and flag as measured and shipped, whatever the house has set.")
    ] = False,
    anonymise: Anonymise = False,
    hide: Hide = None,
    again: Annotated[bool, typer.Option("--again", help="Ask the language model anew, whatever it answered.")] = False,
    show_sent: Annotated[
        bool, typer.Option("--show-sent", help="Print what would be sent to the language model, and send nothing.")
    ] = False,
    who: For = None,
) -> None:
    """Review one pitch for one prospect: what they asked for, what they did not, and what to cut.

    Example: `pitchcheck check pitch.docx --profile dana.yaml --catalogue ours.yaml`

    A call: `pitchcheck check call.vtt --rep "Sam Okafor" --profile dana.yaml`

    In a pipeline: `cat pitch.txt | pitchcheck check - -p dana.yaml --format json --fail-under 60`
    """
    from pitchcheck.review import AS_SHIPPED
    from pitchcheck.reviewing import check as reviewed

    if [pitch, profile, catalogue].count("-") > 1:
        raise InputError("Only one of the files can come from standard input; name the others.")
    read = _pitch(pitch) if rep is None else _call(pitch, rep)
    theirs, ours = _said_in(read, _profile(profile)), _catalogue(catalogue)
    house = None if measured else _house()
    with _judging(judge, theirs, house, again=again, show=show_sent, who=who) as reader:
        if show_sent:
            put(would_be_sent(reader, read, theirs, ours))
            return
        flags = house.flags if house else AS_SHIPPED
        with _at_work(read):
            review = reviewed(read, theirs, catalogue=ours, library=library, price=price, judge=reader, settings=flags)
    _print(_shared(review, hide or ()) if anonymise or hide else review, output)
    if fail_under is not None:
        _hold_against(review, fail_under)


def _at_work(pitch: Pitch) -> AbstractContextManager[object]:
    """A sign of life on standard error while it is read, where that is a terminal: a book takes a minute."""
    from rich.console import Console

    return Console(stderr=True).status(f"Reading {len(pitch.text.split()):,} words…")


def _shared(review: Review, names: Iterable[str]) -> Review:
    from pitchcheck.report.anonymous import Nameless

    return Nameless.of(review, names).review(review)


@contextmanager
def _judging(
    which: Which | None, profile: Profile, house: House | None, *, again: bool, show: bool, who: str | None
) -> Iterator[Judge | None]:
    """The judge that was asked for, or else that of the settings, deciding as the house has it; None is the embedded
    one as measured.
    """
    from pitchcheck.settings import load

    settings = load()
    embedded = _embedded(house)
    if not show and (which or settings.judge) == Which.EMBEDDED:
        yield embedded
        return
    from pitchcheck.judge.embedded import open_judge
    from pitchcheck.store import Store

    with Store.open(settings) as opened:
        store = opened if show else acting_for(opened, who)  # what is asked is written down as somebody's
        made = store.language_model.judge(settings, embedded or open_judge(), profile)
        yield made.asked_anew() if again else made


def _house() -> House | None:
    """What an admin decided; None where there is no store at all."""
    from pitchcheck.settings import load

    settings = load()
    if settings.database_url is None and not settings.database_file.exists():
        return None  # a machine of one's own on which nothing was kept: the store need not be loaded
    from pitchcheck.store import house_in_force

    return house_in_force(settings)


def _embedded(house: House | None) -> EmbeddedJudge | None:
    """The embedded judge with the thresholds an admin set; None where none are set."""
    if house is None or house.judge.measured:
        return None
    from pitchcheck.judge.embedded import open_judge

    return open_judge(house.judge)


def would_be_sent(judge: Judge | None, pitch: Pitch, profile: Profile, catalogue: Catalogue | None) -> str:
    """All that a review sends: to whom, the fixed instructions once each, and every question's data, a line each."""
    from pitchcheck.judge.language_model import LanguageModelJudge
    from pitchcheck.judge.language_model.questions import INSTRUCTIONS

    assert isinstance(judge, LanguageModelJudge)  # noqa: S101 (what _judging gives where texts are shown)
    questions = judge.would_send(pitch, profile, catalogue)
    kinds = dict.fromkeys(one.kind for one in questions)
    parts = [f"To {judge.named.destination}, model {judge.named.name}:", *(INSTRUCTIONS[kind] for kind in kinds)]
    return "\n\n".join([*parts, "\n".join(one.data for one in questions)])


def _pitch(path: str) -> Pitch:
    from pitchcheck.files import pitch_from_text, read_pitch

    data, name = taken(path)
    read = read_pitch(data, name)
    return pitch_from_text(read.text) if path == "-" else read


def _call(path: str, rep: str) -> Pitch:
    """What ``rep`` says in the transcript at ``path``, with its turns and times."""
    from pathlib import PurePath

    from pitchcheck.calls import pitch_of
    from pitchcheck.transcript import read

    data, name = taken(path)
    heard = read(data, name)
    if rep not in heard.speakers():
        names = ", ".join(heard.speakers()) or "nobody by name"
        raise InputError(f"{rep} does not speak in {name}; --rep is one of those who do: {names}.")
    return pitch_of(heard, (rep,), PurePath(name).stem)


def _said_in(pitch: Pitch, profile: Profile) -> Profile:
    """The profile with where in the call its statements were made, as the Recordings page reads one."""
    from pitchcheck.calls import located

    if pitch.transcript is None or pitch.rep is None:
        return profile
    return located(profile, pitch.transcript, (pitch.rep,))


def _profile(path: str) -> Profile:
    from pitchcheck.files import read_profile

    return read_profile(*taken(path))


def _catalogue(path: str | None) -> Catalogue | None:
    from pitchcheck.files import read_catalogue

    return None if path is None else read_catalogue(*taken(path))


def _print(review: Review, output: Output) -> None:
    from pitchcheck import report

    match output:
        case Output.JSON:
            put(report.json(review))
        case Output.MARKDOWN:
            put(report.markdown(review))
        case Output.HTML:
            put(report.html(review))
        case Output.TEXT:
            from pitchcheck.cli.text import show

            show(review)


def _hold_against(review: Review, bar: float) -> None:
    """Exits with 1 where pitch relevance is under the bar, or where there is none to hold against it."""
    if review.figures is None:
        why = review.silent_because[0] if review.silent_because else ""
        typer.echo(f"There is no figure to hold against {bar:g}. {why}".strip(), err=True)
        raise typer.Exit(UNDER_THE_BAR)
    if review.figures.relevance < bar:
        typer.echo(f"Pitch relevance is {review.figures.relevance:.1f}, under {bar:g}.", err=True)
        raise typer.Exit(UNDER_THE_BAR)
