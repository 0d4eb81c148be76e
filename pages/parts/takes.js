export default function ({ parentElement, data, setTriggerValue }) {
  const names = ["Take", "Saved", "Relevance", "Likely between", "They asked for", "Claims", "Tied", ""];
  const small = [false, true, false, true, false, true, true, false];
  const cell = (i, child) => h("td", { class: `${i >= 2 && i <= 6 ? "num" : ""} ${small[i] ? "small" : ""} ${i === 2 ? "figure" : ""}` }, child);
  parentElement.querySelector(".root").replaceChildren(
    h("table", { class: "takes" },
      h("thead", {}, h("tr", {}, names.map((name, i) =>
        h("th", { scope: "col", class: `${i >= 2 && i <= 6 ? "num" : ""} ${small[i] ? "small" : ""}` }, name)))),
      h("tbody", {}, data.takes.map((take) => h("tr", {},
        [[take.name, take.open && h("span", { class: "soft said" }, take.open)], take.saved, take.relevance, take.between, take.focus, take.claims, take.tied].map((value, i) => cell(i, value)),
        cell(7, h("div", { class: "do" },
          h("button", { type: "button", "aria-label": `bring back ${take.name}`, onclick: () => setTriggerValue("brought", take.id) }, "Bring back"),
          h("button", { type: "button", "aria-label": `${take.shared ? "stop sharing" : "share"} ${take.name}`, title: data.shares,
            onclick: () => setTriggerValue("shared", { id: take.id, shared: !take.shared }) }, take.shared ? "Stop sharing" : "Share"))))))));
}
