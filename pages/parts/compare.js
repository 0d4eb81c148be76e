function part({ parentElement, data }) {
  const side = (one) => h("div", { tabindex: 0, role: "region", "aria-label": one.name },
    h("h3", {}, one.name), one.pieces.map((piece) => (piece.mark ? h("span", { class: piece.mark }, piece.text) : piece.text)));
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "compare", "aria-label": "Two takes compared" },
      h("p", { class: "sum", style: "color:var(--ink)" }, data.sentence),
      data.changes.length === 0
        ? h("p", {}, "You claim the same in both.")
        : h("ul", {}, data.changes.map((change) => h("li", {},
            h("span", { class: "kind" }, change.kind),
            h("span", {}, change.before && h("del", {}, change.before), change.before && change.after && " → ", change.after && h("ins", {}, change.after)),
            change.effect !== null && h("span", { class: `effect ${change.effect.startsWith("-") ? "down" : "up"}` }, change.effect)))),
      data.rest && h("p", {}, data.rest),
      h("div", { class: "texts" }, data.sides.map(side))));
}
