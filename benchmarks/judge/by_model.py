"""The same figures for the language model of the settings, beside the embedded judge on the same prospects and cost."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.judge.figures import Judged, figures, from_readings
from benchmarks.judge.material import ORDINARY, Scenario, ordinary, vivid
from benchmarks.judge.verdicts import gathered
from pitchcheck.judge import Cost
from pitchcheck.judge.embedded import open_judge
from pitchcheck.judge.language_model import LanguageModel, LanguageModelJudge, Memory
from pitchcheck.judge.language_model.trust import Rates
from pitchcheck.settings import Settings, load


@dataclass(frozen=True)
class Asked:
    """One material by the embedded judge and by the model, and how many claims the embedded judge stood in for."""

    embedded: list[Judged]
    model: list[Judged]
    stood_in: int
    cost: Cost

    @property
    def rates(self) -> tuple[Rates, Rates]:
        """The model's rates on links and on claims, as settings of trust."""
        pairs = list(zip(self.embedded, self.model, strict=True))
        return gathered(pairs, of_claims=False).rates(), gathered(pairs, of_claims=True).rates()


def judge(settings: Settings) -> LanguageModelJudge:
    """The model of the settings, whose answers are forgotten with the bench."""
    limits = (settings.llm_seconds, settings.llm_parallel, settings.llm_tokens)
    named = LanguageModel(settings.llm_model or "", settings.llm_base_url, *limits)
    return LanguageModelJudge(named, open_judge(), Memory(settings.llm_money))


def asked(material: Sequence[Scenario], model: LanguageModelJudge) -> Asked:
    """Both judges with the claims of the corpus and the product's own catalogue."""
    embedded, theirs, stood_in, cost = [], [], 0, Cost()
    for one in material:
        given = (one.pitch, one.claims, one.profile)
        embedded.append(from_readings(one, model.embedded.read(*given, catalogue=one.catalogue)))
        readings = model.read(*given, catalogue=one.catalogue)
        theirs.append(from_readings(one, readings))
        stood_in += sum(reading.stand_in is not None for reading in readings)
        cost += model.cost(one.pitch, one.claims, one.profile, one.catalogue) or Cost()
    return Asked(embedded, theirs, stood_in, cost)


def table(title: str, found: Asked, shown: Sequence[str]) -> None:
    """One Markdown table, and what it took."""
    ours, theirs = figures(found.embedded), figures(found.model)
    print(f"\n### {title}\n\n| figure | ours, own catalogue | language model, own catalogue |\n|---|---|---|")
    for name in shown:
        print(f"| {name} | {ours[name]:.3f} | {theirs[name]:.3f} |")
    cost, prospects = found.cost, len(found.model)
    claims = sum(len(one.relevance) for one in found.model)
    money = "no price known" if cost.money is None else f"${cost.money / prospects:.4f}"
    print(f"\nOf {claims} claims the embedded judge stood in for {found.stood_in}.")
    print(f"A prospect: {cost.tokens / prospects:,.0f} tokens, {cost.seconds / prospects:.1f} seconds, {money}.")
    for what, rates in zip(("links", "claims"), found.rates, strict=True):
        print(f"The model's own rates on {what}: hits {rates.hits:.3f}, false alarms {rates.false_alarms:.4f}.")


def main(shown: Sequence[str], limit: int | None) -> None:
    """Both materials. InputError where no model is named."""
    settings = load()
    model = judge(settings)
    print(f"Model {settings.llm_model}; the first {limit or 'all'} prospects of each material.")
    usual = [one for one in ordinary() if one.register in ORDINARY]
    for title, material in (("Ordinary (notes and plain speech)", usual), ("Vivid (stories)", vivid())):
        table(title, asked(material[:limit], model), shown)
