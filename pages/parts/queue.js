function part({ parentElement, data, setTriggerValue }) {
  const row = (one) => h("li", {}, h("button", { type: "button", onclick: () => setTriggerValue("opened", one.id) },
    h("span", { class: "name" }, one.title, h("span", { class: "sub" }, one.sub)),
    h("span", { class: `state ${one.state.replace(" ", "-")}` }, one.state),
    h("span", { class: "open" }, one.open),
    h("span", { class: "when" }, one.when, h("span", { class: "sub" }, one.length)),
    h("span", { class: "figure" }, one.relevance, h("span", { class: "sub" }, one.relevance ? "of 100" : one.without))));
  parentElement.querySelector(".root").replaceChildren(
    h("ul", { class: "queue", "aria-label": data.name }, data.rows.map(row)));
}
