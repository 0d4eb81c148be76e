"""``pitchcheck schema``: what the JSON that goes in and comes out looks like."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from pitchcheck.cli.streams import put


class Shape(StrEnum):
    """What has a JSON Schema."""

    REVIEW = "review"
    PROFILE = "profile"
    CATALOGUE = "catalogue"


def schema(of: Annotated[Shape, typer.Argument(help="What to describe.")]) -> None:
    """Print the JSON Schema of a review, a profile or a catalogue.

    Example: `pitchcheck schema review > review.schema.json`
    """
    put(json.dumps(_schema(of), indent=2) + "\n")


def _schema(of: Shape) -> dict[str, object]:
    from pitchcheck.catalogue import Catalogue
    from pitchcheck.profile import Profile
    from pitchcheck.review import Review

    found = {
        Shape.REVIEW: lambda: Review.model_json_schema(mode="serialization"),
        Shape.PROFILE: Profile.model_json_schema,
        Shape.CATALOGUE: Catalogue.model_json_schema,
    }[of]()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found}
