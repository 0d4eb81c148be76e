"""The judge that ships: three small networks in ONNX, no internet, no key, the same answer each time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache, partial

from pitchcheck.catalogue import Catalogue
from pitchcheck.judge import claims as spotter
from pitchcheck.judge import forces, language, links
from pitchcheck.judge.deciding import AS_MEASURED, Thresholds
from pitchcheck.judge.encoder import encoder, weights_sha256
from pitchcheck.judge.pairs import pair_reader
from pitchcheck.judge.reading import Basis, Cost, Found, JudgeVersion, Reading
from pitchcheck.judge.sections import in_sections
from pitchcheck.judge.sentences import in_sentences
from pitchcheck.judge.tagger import tagger
from pitchcheck.pitch import Claim, Pitch, Transcript
from pitchcheck.profile import Profile

VERSION = "1"


@dataclass(frozen=True)
class EmbeddedJudge:
    """Reads with the shipped weights. Open it once a process with ``open_judge``; it may be used from threads.

    ``thresholds`` are where the house lets its decisions fall; by default where they were measured to fall best.
    """

    thresholds: Thresholds = AS_MEASURED

    def claims(self, pitch: Pitch) -> tuple[Claim, ...]:
        """Everything the pitch puts forward as a reason to buy, in order, with exact spans."""
        return spotter.spot(pitch)

    def read(
        self,
        pitch: Pitch,
        claims: Sequence[Claim],
        profile: Profile,
        *,
        catalogue: Catalogue | None = None,
        library: bool = True,
    ) -> tuple[Reading, ...]:
        """What each claim is to this prospect, in the order of ``claims``; of a long call, section by section."""
        weigh = partial(links.read, catalogue=catalogue, library=library, thresholds=self.thresholds)
        sections = in_sections(claims, len(profile.statements))
        return tuple(one for section in sections for one in weigh(pitch, section, profile))

    def ahead(self, pairs: Sequence[tuple[Pitch, Profile]]) -> None:
        """Read all texts of several pitches and their prospects together; ``check`` of each then finds them read.

        Which pairs are read together hangs on the rest, so those it reads itself. The reviews are the same to the last
        byte, and sooner.
        """
        pitches = [in_sentences(pitch) for pitch, _ in pairs]
        found = spotter.spot_all(pitches)
        encoder().ahead(links.places(pitch, some) for pitch, some in zip(pitches, found, strict=True))
        statements = [statement for _, profile in pairs for statement in profile.statements]
        encoder().texts([links.heard(statement) for statement in statements])
        tagger().wholes([statement.text for statement in statements])

    def statements(self, text: str) -> tuple[Found, ...]:
        """What a prospect said, in notes, an e-mail or a chat; spans point into ``text``."""
        return forces.find(text)

    def heard(self, transcript: Transcript, prospects: Collection[str]) -> tuple[Found, ...]:
        """What the speakers named in ``prospects`` said in a conversation; spans point into their turns."""
        return forces.find_in_turns(transcript.turns, prospects)

    def product_worded(self, texts: Sequence[str], terms: Collection[str] = ()) -> list[bool]:
        """Of each statement whether it is in the seller's words; ``terms`` are names of what is sold."""
        return [found for found, _, _ in forces.product_worded(texts, terms)]

    def language(self, text: str) -> str:
        """The ISO 639-1 code of the language ``text`` is in; "en" where that cannot be told."""
        return language.detect(text)

    def basis(self, catalogue: Catalogue | None, *, library: bool) -> Basis:
        """What this judge has to go by with these helps."""
        if catalogue is not None and catalogue.counts:
            return Basis.CATALOGUE
        return Basis.LIBRARY if library else Basis.NEITHER

    def version(self, catalogue: Catalogue | None = None) -> JudgeVersion:
        """Names this judge, its weights and the catalogue it reads with."""
        return JudgeVersion(
            name="embedded",
            version=VERSION + self.thresholds.mark,
            weights=weights_sha256(),
            catalogue=catalogue.version if catalogue is not None else None,
        )

    def cost(
        self, pitch: Pitch, claims: Sequence[Claim], profile: Profile, catalogue: Catalogue | None = None
    ) -> Cost | None:
        """Nothing: it is on this machine."""
        return None


def forget() -> None:
    """Keep nothing of what was read in this process: the next reading gives the same, as late as the first one did."""
    for opened in (encoder, tagger, pair_reader):
        if opened.cache_info().currsize:
            opened().forget()
    links.forget()


@cache
def open_judge(thresholds: Thresholds = AS_MEASURED) -> EmbeddedJudge:
    """The judge of this process, with those thresholds. Weights are opened at first use, and once.

    numpy's matrix products go on in one thread from here on: their last bits then do not depend on how many cores
    there are, and readings side by side (sharing.py) use the cores better than one product spread over them.
    """
    from threadpoolctl import threadpool_limits

    threadpool_limits(1, user_api="blas")
    return EmbeddedJudge(thresholds)
