const FIRST = 3;

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const open = root.querySelector("details")?.open ?? false;
  const row = (ask, n) => h("li", {},
    h("p", { class: "missing" }, ask.needed && h("span", { class: "needed" }, "Needed for a figure. "), ask.missing),
    h("q", {}, ask.question),
    h("button", { type: "button", onclick: () => setTriggerValue("answered", ask.n) }, "Write down the answer"));
  const rest = data.asks.slice(FIRST);
  root.replaceChildren(h("section", { class: "asks", "aria-label": "Ask next" },
    h("p", { class: "stand" }, data.stand, h("span", {}, `${data.known} of ${data.of} things known`)),
    h("div", { class: "cells", role: "img", "aria-label": `${data.known} of ${data.of} things known` }, Array.from({ length: data.of }, (_, n) => h("i", { class: n < data.known ? "on" : null }))),
    data.asks.length > 0 && h("h2", {}, "Ask next"),
    h("ul", {}, data.asks.slice(0, FIRST).map(row)),
    rest.length > 0 && h("details", { open }, h("summary", {}, `${rest.length} more to ask`), h("ul", {}, rest.map(row)))));
}
