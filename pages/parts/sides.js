function part({ parentElement, data }) {
  const side = (one) => h("article", {},
    h("h3", {}, one.name),
    one.figure === null ? h("p", { class: "figure none" }, one.silent) : h("p", { class: "figure" }, one.figure),
    h("p", { class: "counts" }, one.counts),
    h("p", {}, one.sentence),
    one.warning && h("p", { class: "warn" }, one.warning));
  const told = (label, kind, said) => h("p", {}, h("b", { class: kind }, label), said.map((one) => [" ", h("q", {}, one.text), ` (${one.who})`]));
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "sides4", "aria-label": "Your pitch before each of them" }, data.sides.map(side)),
    ...[data.torn.length > 0 && h("section", { class: "torn" },
      h("h3", { class: "torn-title" }, "Serves one, hurts the other"),
      h("ul", {}, data.torn.map((one) => h("li", {}, h("p", {}, h("q", {}, one.claim)), told("Serves", "good", one.serves), told("Hurts", "bad", one.hurts)))))].filter(Boolean));
}
