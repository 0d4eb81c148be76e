"""The part that reads: it spots claims, links them to statements, and recognises forces.

Nothing outside this package knows a tensor.
"""

from pitchcheck.judge.reading import (
    Basis,
    Borrowed,
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
    "Found",
    "JudgeVersion",
    "Link",
    "Reading",
    "Relation",
    "Verdict",
    "answering",
]
