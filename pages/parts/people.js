function part({ parentElement, data, setTriggerValue }) {
  const row = (one) => h("li", {}, h("button", { type: "button", onclick: () => setTriggerValue("opened", one.id) },
    h("span", { class: "name" }, one.name, h("span", { class: "sub" }, one.sub)),
    h("span", { class: "roles" }, one.roles || "no role"),
    h("span", { class: "teams" }, one.teams),
    h("span", { class: "known" }, h("b", {}, one.stand))));
  parentElement.querySelector(".root").replaceChildren(h("ul", { class: "roster", "aria-label": "People" }, data.rows.map(row)));
}
