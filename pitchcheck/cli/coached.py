"""``pitchcheck labels``: what coaches said of calls, as labels to train a judge on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pitchcheck.pitch import InputError

SIGN_IN = "People sign in to this pitchcheck, so nobody is at work here. Download the labels from the Recordings page."


def labels(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the two files are written.")],
    name: Annotated[str, typer.Option(help="What their names begin with.")] = "coach",
) -> None:
    """Write the claims of calls that somebody gave their word on, as NAME.scenarios.jsonl and NAME.labels.jsonl.

    Example: `pitchcheck labels training/corpus/train --name ours`

    They have the form that `pitchcheck label` and the training of the judge read. How far judge and coach agree is
    said as well.
    """
    from pitchcheck.agreement import agreement, labelled, lines, pairs
    from pitchcheck.store import Store

    with Store.open() as store:
        if store.person is None:
            raise InputError(SIGN_IN)
        shelf = store.recordings
        reviews = [(one.id, review) for one in shelf.all() if (review := shelf.review(one.id))]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for kind, rows in zip(("scenarios", "labels"), labelled(reviews), strict=True):
            (folder / f"{name}.{kind}.jsonl").write_text(lines(rows), encoding="utf-8")
    except OSError as problem:
        raise InputError(f"{folder} cannot be written to: {problem.strerror}.") from problem
    told = agreement(pairs(review for _, review in reviews))
    kappa = f", kappa {told.kappa:.2f} ({told.low:.2f} to {told.high:.2f})" if told.kappa is not None else ""
    typer.echo(f"{told.n} claims; judge and coach say the same of {told.same}{kappa}.")
