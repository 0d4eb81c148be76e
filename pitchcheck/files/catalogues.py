"""Catalogue files ↔ Catalogue: YAML and JSON as the model is, CSV with a phrase a row; and the corpus's own form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from pitchcheck.catalogue import Catalogue, Feature, Origin, Phrase
from pitchcheck.files.structured import (
    Format,
    Row,
    check_characters,
    dumped_json,
    dumped_yaml,
    explained,
    format_of,
    lines,
    parsed,
    refused,
    rows,
    table,
    text_of,
)
from pitchcheck.pitch import Frozen, InputError

MAX_FEATURES = 5_000

COLUMNS = ("product", "feature", "wording", "answers", "raises", "origin", "source", "force")

_ALIASES = {"name": "feature", "wordings": "wording", "answer": "answers", "raise": "raises"}
_PLACES = {"features": "feature", "wordings": "wording", "answers": "answers", "raises": "raises"}
_PHRASES = ("answers", "raises")


def read_catalogue(data: bytes, name: str) -> Catalogue:
    """The catalogue in a file; InputError, in one sentence with its place, for anything that is not one."""
    text = text_of(data, name)
    form = format_of(text, name)
    if form is Format.CSV:
        return _from_table(rows(text, name, COLUMNS, _ALIASES), name)
    written = parsed(text, name, form)
    if not isinstance(written.value, Mapping):
        raise InputError(f'{name} holds no catalogue; it starts with "product:" and the name of what you sell.')
    try:
        return _limited(Catalogue.model_validate(written.value), name)
    except ValidationError as broken:
        raise refused(written, broken, _PLACES) from broken


def _limited(catalogue: Catalogue, name: str) -> Catalogue:
    if len(catalogue.features) > MAX_FEATURES:
        raise InputError(f"{name} holds {len(catalogue.features):,} features and the limit is {MAX_FEATURES:,}.")
    return catalogue


def write_catalogue(catalogue: Catalogue, form: Format) -> bytes:
    """The catalogue as a file that ``read_catalogue`` reads back unchanged; CSV without the drafts in whose place a
    person's word put a phrase.
    """
    if form is Format.CSV:
        return table(COLUMNS, _rows(catalogue))
    plain = {"product": catalogue.product, "features": [_plain(feature) for feature in catalogue.features]}
    return (dumped_yaml if form is Format.YAML else dumped_json)(plain)


def catalogue_template() -> bytes:
    """A CSV to fill in: every column, and one example feature that shows what a row can be."""
    return table(COLUMNS, _EXAMPLE)


_EXAMPLE: tuple[dict[str, str], ...] = (
    {"product": "Example Orders", "feature": "Order cut-off", "wording": "orders close themselves at four"},
    {"wording": "nobody can change an order after the cut-off"},
    {"answers": "Shops ring at six in the evening to change tomorrow's bread.", "force": "push"},
    {
        "answers": "I want to leave at four and know that the list is right.",
        "origin": "recording",
        "source": "Example Bakery, first call",
        "force": "pull",
    },
    {"raises": "What do I tell a good customer who is five minutes late?", "force": "anxiety"},
)


def _plain(feature: Feature) -> dict[str, Any]:
    """The feature with its empty lists left out and each plainly written phrase as its words alone."""
    phrases = {key: [_plain_phrase(phrase) for phrase in getattr(feature, key)] for key in _PHRASES}
    whole = {"name": feature.name, "wordings": list(feature.wordings), **phrases}
    return {key: value for key, value in whole.items() if value}


def _plain_phrase(phrase: Phrase) -> str | dict[str, Any]:
    whole = phrase.model_dump(mode="json", exclude_defaults=True)
    return phrase.text if whole.keys() == {"text"} else whole


def _rows(catalogue: Catalogue) -> Iterator[dict[str, str]]:
    yield from ({"product": catalogue.product, **row} for row in _feature_rows(catalogue.features) or [{}])


def _feature_rows(features: Iterable[Feature]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    for feature in features:
        mine = [{"wording": wording} for wording in feature.wordings]
        mine += [_phrase_row(key, phrase) for key in _PHRASES for phrase in getattr(feature, key)]
        found += [{"feature": feature.name, **row} for row in mine or [{}]]
    return found


def _phrase_row(key: str, phrase: Phrase) -> dict[str, str]:
    origin = "" if phrase.origin is Origin.WRITTEN else phrase.origin.value
    return {key: phrase.text, "origin": origin, "source": phrase.source or "", "force": phrase.force or ""}


def _from_table(content: Sequence[Row], name: str) -> Catalogue:
    """Rows as features; a row without a feature's name goes on with the feature above it, and so does the product."""
    product, feature = "", ""
    features: dict[str, dict[str, Any]] = {}
    for row in content:
        product = _same_product(row, product, name)
        feature = row.cells.get("feature", "").strip() or feature
        said = row.cells.keys() & {"wording", *_PHRASES}
        if said and not feature:
            raise InputError(f"{name}, row {row.number}, column 'feature': name the feature that this belongs to.")
        if feature:
            _add(features.setdefault(feature, {"name": feature}), row, name)
    try:
        return _limited(Catalogue.model_validate({"product": product, "features": list(features.values())}), name)
    except ValidationError as broken:
        raise InputError(f"{name}: {explained(broken.errors(include_url=False)[0])}.") from broken


def _same_product(row: Row, product: str, name: str) -> str:
    here = row.cells.get("product", "").strip() or product
    if not here:
        raise InputError(f"{name}, row {row.number}, column 'product': the first row must name the product.")
    if product and here != product:
        raise InputError(f"{name}, row {row.number}, column 'product': a catalogue is of one product, not of two.")
    return here


def _add(feature: dict[str, Any], row: Row, name: str) -> None:
    if "wording" in row.cells:
        feature.setdefault("wordings", []).append(row.cells["wording"])
    about = {key: row.cells[key] for key in ("origin", "source", "force") if key in row.cells}
    about |= {key: about[key].strip().casefold() for key in ("origin", "force") if key in about}
    for key in _PHRASES:
        if key in row.cells:
            feature.setdefault(key, []).append(_phrase({"text": row.cells[key], **about}, row, name))


def _phrase(value: dict[str, str], row: Row, name: str) -> Phrase:
    try:
        return Phrase.model_validate(value)
    except ValidationError as broken:
        error = broken.errors(include_url=False)[0]
        column = f", column {error['loc'][-1]!r}" if error["loc"] else ""
        raise InputError(f"{name}, row {row.number}{column}: {explained(error)}.") from broken


class Entry(Frozen):
    """What a corpus catalogue says customers say about one claim of a pitch."""

    id: str
    answers: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()


def read_corpus_catalogues(data: bytes, name: str) -> dict[str, tuple[Entry, ...]]:
    """A corpus catalogue file, one line a pitch: the id of the pitch → what is known about its claims."""
    found: dict[str, tuple[Entry, ...]] = {}
    for where, line in lines(data, name):
        pitch, entries = _corpus_line(line, where)
        if pitch in found:
            raise InputError(f"{where}: the pitch {pitch!r} has a line already; write all its claims in one.")
        found[pitch] = entries
    return found


def _corpus_line(line: str, where: str) -> tuple[str, tuple[Entry, ...]]:
    try:
        row = json.loads(line)
        check_characters(row, where)
        if not row["id"]:
            raise ValueError("a pitch without an id")
        return str(row["id"]), tuple(Entry.model_validate(claim) for claim in row["claims"])
    except InputError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as broken:
        raise InputError(f'{where}: not a pitch\'s catalogue, {{"id": ..., "claims": [...]}}.') from broken


def catalogue_of_claims(pitch: str, claims: Mapping[str, str], entries: Iterable[Entry]) -> Catalogue:
    """The corpus's entries as a product's catalogue: each claim's text names a feature, so a judge finds it by text.

    ``claims`` maps a claim's id to its text. Claims with the same text make one feature.
    """
    features: dict[str, dict[str, Any]] = {}
    for entry in entries:
        text = claims.get(entry.id)
        if text is None or not text.strip():
            continue
        feature = features.setdefault(text.strip().casefold(), {"name": text, "answers": [], "raises": []})
        feature["answers"] += [phrase for phrase in entry.answers if phrase.strip()]
        feature["raises"] += [phrase for phrase in entry.raises if phrase.strip()]
    return Catalogue.model_validate({"product": pitch, "features": list(features.values())})
