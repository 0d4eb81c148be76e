"""What can become of a prospect: of the sale, and after it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field


class OutcomeKind(StrEnum):
    """What can become of a prospect: of the sale, and after it."""

    WON = "won"
    LOST = "lost"
    NO_DECISION = "no decision"
    QUIET = "quiet since"
    USING = "using it"
    PROGRESS = "made the progress they named"
    RENEWED = "renewed"
    REFERRED = "referred"
    CAME_BACK = "came back"
    LEFT = "left"


Money = Annotated[float, Field(ge=0, allow_inf_nan=False)] | None


def is_more_than(discount: float | None, price: float | None) -> bool:
    """Whether more is taken off a price than it is; where one of the two is not known, no."""
    return discount is not None and price is not None and discount > price
