"""``pitchcheck catalogue``: a product's features and what they are hired for, checked, kept and handed on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from pitchcheck.cli.acting import For, acting_for
from pitchcheck.cli.streams import put, taken
from pitchcheck.counting import counted
from pitchcheck.files.structured import Format
from pitchcheck.pitch import InputError

if TYPE_CHECKING:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.store import Saved, Store

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Your product's features, and what customers said before they wanted each.",
)


@app.command("check")
def check(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A catalogue: YAML, JSON or CSV; - is standard input.")],
) -> None:
    """Read a catalogue and say what it still lacks.

    Example: `pitchcheck catalogue check ours.yaml`
    """
    from pitchcheck.files import read_catalogue
    from pitchcheck.report.facts import printable

    catalogue = read_catalogue(*taken(file))
    typer.echo(printable(_summary(catalogue)))
    for line in (*_gaps(catalogue), *_our_words(catalogue)):
        typer.echo(printable(line))


@app.command("draft")
def draft(
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="Product pages, decks, pitches: .txt, .md, .docx, .pptx, .pdf."),
    ],
    *,
    product: Annotated[str, typer.Option(metavar="NAME", help="The product's name.")],
    form: Annotated[Format, typer.Option("--format", "-f", help="How the catalogue is written.")] = Format.YAML,
    who: For = None,
) -> None:
    """Let the language model of the settings draft a catalogue from what you have written, and print it.

    Drafted phrases count for nothing before somebody confirms them on the Catalogue page.

    Example: `pitchcheck catalogue draft page.pdf deck.pptx --product Dispatchwell > ours.yaml`
    """
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.drafting import drafted
    from pitchcheck.files import read_pitch, write_catalogue
    from pitchcheck.judge.embedded import open_judge
    from pitchcheck.settings import load
    from pitchcheck.store import Store

    texts = [(name, read_pitch(data, name).text) for data, name in map(taken, files)]
    settings = load()
    with Store.open(settings) as store:
        judge = acting_for(store, who).language_model.judge(settings, open_judge())
        found = drafted(texts, Catalogue(product=product, features=()), judge)
    for problem in found.problems:
        typer.echo(f"Not all of it could be read. {problem}.", err=True)
    put(write_catalogue(found.catalogue, form))


@app.command("import")
def keep(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A catalogue: YAML, JSON or CSV; - is standard input.")],
    *,
    who: For = None,
) -> None:
    """Keep a catalogue, so that the pages and other commands find it. One of the same product becomes its next version.

    Example: `pitchcheck catalogue import ours.yaml`
    """
    from pitchcheck.files import read_catalogue
    from pitchcheck.report.facts import printable
    from pitchcheck.store import Store

    catalogue = read_catalogue(*taken(file))
    with Store.open() as opened:
        store = acting_for(opened, who)
        store.catalogues.save(catalogue, over=_kept(store, catalogue.product))
    typer.echo(printable(f"Kept {_summary(catalogue)}"))


@app.command("export")
def export(
    product: Annotated[str, typer.Argument(metavar="PRODUCT", help="The product's name, as in its catalogue.")],
    *,
    form: Annotated[Format, typer.Option("--format", "-f", help="How the catalogue is written.")] = Format.YAML,
    who: For = None,
) -> None:
    """Print a kept catalogue as a file that can be edited and imported again.

    Example: `pitchcheck catalogue export Dispatchwell --format csv > ours.csv`
    """
    from pitchcheck.files import write_catalogue
    from pitchcheck.store import Store

    with Store.open() as opened:
        store = acting_for(opened, who)
        saved = _kept(store, product)
        known = [one.value.product for one in store.catalogues.all()]
    if saved is None:
        have = f"there is {', '.join(sorted(known))}" if known else "none is kept yet: import one first"
        raise InputError(f"No catalogue of {product} is kept; {have}.")
    put(write_catalogue(saved.value, form))


def _kept(store: Store, product: str) -> Saved[Catalogue] | None:
    same = (saved for saved in store.catalogues.all() if saved.value.product.casefold() == product.casefold())
    return next(same, None)


def _summary(catalogue: Catalogue) -> str:
    features = counted(len(catalogue.features), "feature")
    answers = counted(sum(len(feature.answers) for feature in catalogue.features), "phrase")
    raises = counted(sum(len(feature.raises) for feature in catalogue.features), "phrase")
    return f"{catalogue.product}: {features}, {answers} answered, {raises} raised, version {catalogue.version}."


def _gaps(catalogue: Catalogue) -> Iterable[str]:
    """What the method would ask next of each feature."""
    for feature in catalogue.features:
        if not feature.answers:
            yield f"- {feature.name}: why would anyone hire this? Write what a customer said before they needed it."
        elif not feature.raises:
            yield f"- {feature.name}: what would somebody worry about, or have to give up?"


def _our_words(catalogue: Catalogue) -> Iterable[str]:
    """Each phrase that is in the seller's words, with the question behind it."""
    from pitchcheck.judge.embedded import open_judge
    from pitchcheck.teaching import in_our_words

    if not any(feature.answers or feature.raises for feature in catalogue.features):
        return
    for text, wording in in_our_words(catalogue, open_judge().product_worded).items():
        yield f"- “{text}”: “{wording.words}” sounds like us, not like them. Ask: {wording.question}"
