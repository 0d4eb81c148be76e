function part({ parentElement, data }) {
  parentElement.querySelector(".root").replaceChildren(
    h("div", { class: "standing" },
      h("div", {}, h("h1", {}, data.sentence), data.notes.map((note) => h("p", { class: "note" }, note))),
      data.figure && gauge(data.figure),
      data.facts.length > 0 && h("dl", {}, data.facts.map((fact) => h("div", {},
        h("dt", {}, fact.name), h("dd", {}, fact.value, fact.beside && h("small", {}, " ", fact.beside)))))));
}

function gauge({ estimate, low, high, middle, explained }) {
  const at = (points) => `left:${points}%`;
  const span = (from, to) => `left:${from}%;width:${to - from}%`;
  return h("div", { class: "gauge" },
    h("div", { class: "number" }, String(Math.round(estimate))),
    h("div", { class: "name" }, "pitch relevance, of 100",
      low !== null && h("span", {}, `likely between ${Math.round(low)} and ${Math.round(high)}`)),
    h("div", { class: "track", role: "img", "aria-label": explained },
      low !== null && h("i", { style: span(low, high) }),
      h("b", { style: at(estimate) }),
      middle && [
        h("span", { class: "half", style: span(middle.low, middle.high) }),
        h("span", { class: "median", style: at(middle.median) }),
        h("em", { style: at(Math.min(82, Math.max(18, middle.median))) }, "the team's middle half"),
      ]));
}
