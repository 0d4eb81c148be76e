function part({ parentElement, data }) {
  const root = parentElement.querySelector(".root");
  const card =
    h("article", { class: `card ${data.verdict}`, "aria-label": `Claim ${data.number}` },
      h("header", {}, h("span", {}, `Claim ${data.number}`), h("b", {}, data.verdict_name), !data.sure && h("span", {}, "not sure"),
        h("span", { class: "gain" }, data.gain)),
      h("p", { class: "claim" }, `“${data.text}”`),
      data.links.map((link) => h("div", { class: `link ${link.verdict}` },
        h("div", { class: "label" }, link.label),
        link.quote && h("q", {}, link.quote),
        link.why && h("div", { class: "why" }, link.why))),
      data.note && h("p", { class: "note" }, data.note),
      h("p", { class: "todo" }, h("b", {}, "Do this: "), data.todo),
      data.borrowed.length > 0 && h("details", {},
        h("summary", {}, data.borrowed_title),
        h("ul", {}, data.borrowed.map((phrase) => h("li", {}, h("q", {}, phrase.text), h("span", {}, ` ${phrase.from}`))))));
  root.replaceChildren(card);
  // A card of another claim may be far from what was clicked: on a phone the pitch comes after it, everywhere the table.
  if (root.dataset.shown !== data.text) card.scrollIntoView({ block: "nearest" });
  root.dataset.shown = data.text;
}
