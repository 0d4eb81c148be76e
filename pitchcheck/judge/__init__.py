"""The part that reads: it spots claims, links them to statements, and recognises forces.

Nothing outside this package knows a tensor.
"""

from pitchcheck.judge.protocol import Judge
from pitchcheck.judge.reading import (
    Basis,
    Borrowed,
    Cost,
    Found,
    JudgeVersion,
    Link,
    Reading,
    Relation,
    Verdict,
    answering,
)

__all__ = [
    "Basis",
    "Borrowed",
    "Cost",
    "Found",
    "Judge",
    "JudgeVersion",
    "Link",
    "Reading",
    "Relation",
    "Verdict",
    "answering",
]
