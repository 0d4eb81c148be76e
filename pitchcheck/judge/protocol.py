"""What every judge can do, so that pages, figures, flags, reports and benches do not know which one judged."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from pitchcheck.catalogue import Catalogue
from pitchcheck.judge.reading import Basis, Cost, Found, JudgeVersion, Reading
from pitchcheck.pitch import Claim, Pitch, Transcript
from pitchcheck.profile import Profile


class Judge(Protocol):
    """Spots claims, links them to statements, recognises forces. The same input gives the same answer."""

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """Everything the pitch puts forward as a reason to buy, in order, with exact spans."""

    def read(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> tuple[Reading, ...]:
        """What each claim is to this prospect, in the order of ``claims``."""

    def statements(self, text: str) -> tuple[Found, ...]:
        """What a prospect said, in notes, an e-mail or a chat; spans point into ``text``."""

    def heard(self, transcript: Transcript, prospects: Collection[str]) -> tuple[Found, ...]:
        """What the speakers named in ``prospects`` said in a conversation; spans point into their turns."""

    def product_worded(self, texts: Sequence[str], terms: Collection[str] = ()) -> list[bool]:
        """Of each statement whether it is in the seller's words; ``terms`` are names of what is sold."""

    def language(self, text: str) -> str:
        """The ISO 639-1 code of the language ``text`` is in; "en" where that cannot be told."""

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """What this judge has to go by with these helps."""

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """Names this judge, its weights and the catalogue it reads with."""

    def cost(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None
    ) -> Cost | None:
        """What it took to find and read those claims; None from a judge that costs nothing."""
