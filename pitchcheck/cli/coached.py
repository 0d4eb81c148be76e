"""``pitchcheck labels``: what coaches said of calls, as labels to train a judge on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.cli.acting import acting_for
from pitchcheck.counting import counted
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pitchcheck.review import Review
    from pitchcheck.store import Store


def labels(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the files are written.")],
    name: Annotated[str, typer.Option(help="What their names begin with.")] = "coach",
    who: Annotated[
        str | None, typer.Option("--for", metavar="E-MAIL", help="Only of calls that this person may see.")
    ] = None,
) -> None:
    """Write what people said of calls as labels: of claims, NAME.scenarios.jsonl; of statements, NAME.calls.jsonl.

    Beside each lie its labels, NAME.labels.jsonl and NAME.calls.labels.jsonl. Example:
    `pitchcheck labels training/corpus/train --name ours`

    They have the form that `pitchcheck label`, `pitchcheck statements` and the training of the judge read. Where people
    sign in, it is of everybody's calls, as an export is, or with --for of those one person may see. How far judge and
    coach agree is said as well.
    """
    from pitchcheck.agreement import agreement, files, lines, pairs
    from pitchcheck.store import Store

    if not name or Path(name).name != name or not name.isprintable():
        raise InputError(f"{name!r} is no name for files; FOLDER says where they lie, --name what they begin with.")
    with Store.open() as store:
        reviews = list(_reviews(store, who))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, rows in files(reviews).items():
            (folder / f"{name}.{kind}.jsonl").write_text(lines(rows), encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{folder} cannot be written to: {problem.strerror}.") from problem
    told = agreement(pairs(review for _, review in reviews))
    kappa = f", kappa {told.kappa:.2f} ({told.low:.2f} to {told.high:.2f})" if told.kappa is not None else ""
    heard = counted(sum(len(review.heard) for _, review in reviews), "statement")
    typer.echo(f"{counted(told.n, 'claim')}; judge and coach say the same of {told.same}{kappa}. {heard}.")


def _reviews(store: Store, who: str | None) -> Iterable[tuple[str, Review]]:
    """The reviews somebody gave their word in: all there are, or those a person may see."""
    from pitchcheck.store.recordings import gone_over

    if who is None:
        return gone_over(store.database)
    may = {one.id for one in acting_for(store, who).recordings.all(limit=100_000)}
    return ((one, review) for one, review in gone_over(store.database) if one in may)
