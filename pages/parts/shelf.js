function part({ parentElement, data, setTriggerValue }) {
  const list = (side, phrases) => h("div", { class: side }, h("ul", { class: "phrases" }, phrases.map((text) => h("li", {}, h("q", {}, text)))));
  parentElement.querySelector(".root").replaceChildren(h("ul", { "aria-label": "From the library" }, data.entries.map((one, n) =>
    h("li", { class: "entry" },
      h("div", {}, h("h3", {}, one.feature), h("p", { class: "sub" }, one.about),
        h("div", { class: "do" }, h("button", { type: "button", "aria-label": `Make it ours: ${one.feature}`, disabled: one.ours, onclick: () => setTriggerValue("ours", n) }, one.ours ? "It is ours" : "Make it ours"))),
      list("answers", one.answers), list("raises", one.raises)))));
}
