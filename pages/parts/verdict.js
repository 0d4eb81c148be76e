function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  root.replaceChildren(
    h("div", { class: "verdict" },
      h("div", {},
        h("h1", { class: data.sentence.length > 110 ? "long" : null }, data.sentence),
        data.questions.length > 0 && h("ul", { class: "questions" }, data.questions.map((one) => h("li", {}, one))),
        h("p", { class: "basis" }, data.basis, " ",
          data.confirm && h("button", { type: "button", class: "confirm", onclick: () => setTriggerValue("confirmed", Date.now()) }, data.confirm))),
      data.figure && figure(data.figure)));
}

function figure({ relevance, low, high, before, explained }) {
  const moved = before === null ? 0 : relevance - before;
  const at = (points) => `left:${points}%`;
  return h("div", { class: "figure", title: explained },
    h("div", { class: "number" }, String(Math.round(relevance))),
    h("div", { class: "name" }, "pitch relevance, of 100",
      h("span", {}, `likely between ${Math.round(low)} and ${Math.round(high)}`),
      before !== null && h("span", { class: moved < 0 ? "moved down" : "moved" },
        Math.abs(moved) < 0.05 ? "no change" : `${moved < 0 ? "▼" : "▲"} ${Math.abs(moved).toFixed(1)} from ${Math.round(before)}`)),
    h("div", { class: "scale", role: "img",
               "aria-label": `${Math.round(relevance)} of 100, likely between ${Math.round(low)} and ${Math.round(high)}` },
      h("i", { style: `${at(low)};width:${high - low}%` }),
      before !== null && h("u", { style: at(before) }),
      h("b", { style: at(relevance) })));
}
