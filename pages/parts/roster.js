const SIDES = { push: "moves", pull: "moves", anxiety: "holds", habit: "holds", no: "out" };

function part({ parentElement, data, setTriggerValue }) {
  const row = (one) => h("li", {}, h("button", { type: "button", onclick: () => setTriggerValue("opened", one.id) },
    h("span", { class: "name" }, one.name, h("span", { class: "sub" }, one.sub)),
    h("span", { class: "stage" }, one.stage),
    h("span", { class: "forces", role: "img", "aria-label": one.counted }, Object.entries(one.forces).map(([force, n]) =>
      h("i", { class: `${SIDES[force]} ${n ? "on" : ""}`, title: `${force}: ${n}` }, String(n)))),
    h("span", { class: "known" }, h("b", {}, one.stand)),
    h("span", { class: "when" }, one.when)));
  const head = h("div", { class: "head", "aria-hidden": "true" }, ["", "", h("span", { class: "forces" }, Object.keys(SIDES).map((force) => h("i", {}, force))), "", ""].map((cell) => h("span", {}, cell)));
  parentElement.querySelector(".root").replaceChildren(head, h("ul", { class: "roster", "aria-label": "Prospects" }, data.rows.map(row)));
}
