function part({ parentElement, data }) {
  const sign = (well) => well === undefined || well === null ? null
    : h("span", { class: well ? "well" : "ill", role: "img", "aria-label": well ? "well" : "look here" }, well ? "✓" : "!");
  parentElement.querySelector(".root").replaceChildren(h("dl", { class: "facts" }, data.rows.map((row) =>
    h("div", {}, h("dt", {}, sign(row.well), row.name), h("dd", {}, row.told)))));
}
