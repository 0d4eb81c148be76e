function part({ parentElement, data, setTriggerValue }) {
  const claim = (one) => h("li", { class: one.verdict },
    one.kept ? one.text : h("del", {}, one.text), " ", h("b", {}, one.named), h("span", {}, one.weight && ` · ${one.weight}`));
  const row = (one) => h("li", {},
    h("button", { type: "button", "aria-expanded": String(one.claims !== null), onclick: () => setTriggerValue("opened", one.id) },
      h("span", { class: "soft" }, one.when), h("span", { class: "cut" }, one.title),
      h("span", { class: "soft cut small" }, one.prospect), h("span", { class: "soft small" }, one.kind),
      h("span", { class: "figure" }, one.relevance)),
    one.claims !== null && (one.claims.length ? h("ol", {}, one.claims.map(claim)) : h("p", { class: "soft" }, "Its claims were not kept.")));
  parentElement.querySelector(".root").replaceChildren(h("ul", { class: "behind", "aria-label": "Pitches" }, data.rows.map(row)));
}
