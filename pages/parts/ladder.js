const COLUMNS = [["Rank", "rank"], ["", "who"], ["Pitch relevance, likely between", "strip"], ["", "num figure"], ["A month", "num"],
  ["Pitches", "num small"], ["Focus", "num small"], ["Coverage", "num small"], ["Swing", "num small", "How far one pitch of theirs usually lies from their mean, in points"]];

function part({ parentElement, data }) {
  const cell = (i, ...children) => h("td", { class: COLUMNS[i][1] }, children);
  const row = (one) => h("tr", { class: one.me ? "me" : null },
    cell(0, one.rank), h("th", { scope: "row", class: "who", title: one.name }, one.name),
    cell(2, h("div", { role: "img", "aria-label": one.explained },
      data.median !== null && h("u", { style: `left:${data.median}%` }),
      h("i", { style: `left:${one.low}%;width:${one.high - one.low}%` }), h("b", { style: `left:${one.estimate}%` }))),
    cell(3, String(Math.round(one.estimate))),
    h("td", { class: `num ${one.way}`, title: one.trend_explained }, one.trend, one.trend_reach && h("small", { class: "small" }, ` ${one.trend_reach}`)),
    cell(5, String(one.pitches)), cell(6, one.focus), cell(7, one.coverage), cell(8, one.swing));
  const gap = h("tr", { class: "gap" }, h("td", { colspan: String(COLUMNS.length) }, "…"));
  parentElement.querySelector(".root").replaceChildren(
    h("div", {}, data.told.map((line) => h("p", { class: "told" }, line)),
      data.rows.length > 0 && h("table", { class: "ladder" },
        h("thead", {}, h("tr", {}, COLUMNS.map(([name, look, title]) => h("th", { scope: "col", class: look.replace("figure", ""), title }, name)))),
        h("tbody", {}, data.rows.map(row), data.mine && [gap, row(data.mine)])),
      data.apart && h("p", { class: "apart" }, data.apart)));
}
