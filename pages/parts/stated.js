function part({ parentElement, data }) {
  parentElement.querySelector(".root").replaceChildren(
    h("article", { class: `card ${data.kind}`, "aria-label": "What they said" },
      h("header", {}, h("span", {}, data.clock), h("span", {}, data.by), h("b", {}, data.force), h("span", { class: "gain" }, data.standing)),
      h("p", { class: "claim" }, `“${data.text}”`),
      data.answers.map((one) => h("div", { class: `link ${one.kind}` }, h("div", { class: "label" }, one.label), h("q", {}, one.quote))),
      data.words && h("p", { class: "todo" }, data.words)));
}
