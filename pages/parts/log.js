function part({ parentElement, data }) {
  const keys = Object.keys(data.names);
  parentElement.querySelector(".root").replaceChildren(
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The log" }, h("table", { class: "log" },
      h("thead", {}, h("tr", {}, keys.map((key) => h("th", { scope: "col" }, data.names[key])))),
      h("tbody", {}, data.rows.map((row) => h("tr", {}, keys.map((key) => h("td", { class: key }, row[key]))))))));
}
