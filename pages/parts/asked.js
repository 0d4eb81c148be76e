function part({ parentElement, data, setTriggerValue }) {
  const open = (group, force) => setTriggerValue("opened", { group, force });
  const bar = (row) => h("span", { class: "bar", "aria-hidden": "true" },
    ["tied", "unasked", "worse"].filter((name) => row[name] > 0).map((name) =>
      h("span", { class: name, style: `flex-grow: ${row[name]}` }, String(row[name])))) ;
  const cell = (row, one) => h("td", { class: `cell heat${one.level}` },
    one.answers || one.worsens
      ? h("button", { type: "button", "aria-label": `${row.name}, ${one.force}: ${one.says}`, onclick: () => open(row.group, one.force) },
        one.answers ? String(one.answers) : "",
        one.worsens ? h("span", { class: "worsens" }, ` ▾${one.worsens}`) : null)
      : h("span", { class: "none" }, "·"));
  parentElement.querySelector(".root").replaceChildren(
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What was said, and what it answered" },
      h("table", { class: "asked" },
        h("thead", {},
          h("tr", {}, h("th", { scope: "col" }, "What was said"), h("th", { scope: "col", class: "num" }, "Pitches"),
            h("th", { scope: "col", class: "num" }, "Prospects"), h("th", { scope: "col", class: "wide" }, "Tied, unasked, worse"),
            data.forces.map((force) => h("th", { scope: "col", class: "num" }, force)))),
        h("tbody", {}, data.rows.map((row) => h("tr", { class: row.chosen ? "chosen" : "" },
          h("th", { scope: "row" },
            h("button", { type: "button", class: "name", "aria-pressed": String(row.chosen), onclick: () => open(row.group, null) }, row.name),
            row.wordings > 1 ? h("span", { class: "soft" }, ` in ${row.wordings} wordings`) : null,
            row.named ? h("span", { class: "soft" }, " · grouped by hand") : null),
          h("td", { class: "num" }, String(row.pitches)),
          h("td", { class: "num" }, String(row.prospects)),
          h("td", { class: "wide" }, bar(row), h("span", { class: "hidden" }, `${row.tied} tied, ${row.unasked} unasked, ${row.worse} made it worse`)),
          row.cells.map((one) => cell(row, one))))))),
    h("p", { class: "key" }, data.key));
}
