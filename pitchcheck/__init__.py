"""pitchcheck reads a sales pitch against what the prospect actually said they are trying to get done.

    from pitchcheck import check

    review = check("We move all your jobs over for you.", profile)

``check`` is brought in at its first use, so that ``import pitchcheck`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pitchcheck.reviewing import check

__all__ = ["check"]


def __getattr__(name: str) -> Any:
    if name == "check":
        from pitchcheck.reviewing import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
