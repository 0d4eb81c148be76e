function part({ parentElement, data, setTriggerValue }) {
  const names = ["Take", "Saved", "Relevance", "Likely between", "They asked for", "Claims", "Tied", ""];
  const small = [false, true, false, true, false, true, true, false];
  const cell = (i, child) => h("td", { class: `${i >= 2 && i <= 6 ? "num" : ""} ${small[i] ? "small" : ""} ${i === 2 ? "figure" : ""}` }, child);
  const button = (text, label, told, more = {}) => h("button", { type: "button", "aria-label": label, onclick: told, ...more }, text);
  const can = (take) => [
    button("Bring back", `bring back ${take.name}`, () => setTriggerValue("brought", take.id)),
    button(take.shared ? "Stop sharing" : "Share", `${take.shared ? "stop sharing" : "share"} ${take.name}`,
      () => setTriggerValue("shared", { id: take.id, shared: !take.shared }), { title: data.shares }),
    button("Delete", `delete ${take.name}`, (event) => ask(take, event.currentTarget.parentElement), { class: "ask" }),
  ];
  const ask = (take, place) => {
    const keep = () => { place.onkeydown = null; place.replaceChildren(...can(take)); place.querySelector(".ask").focus(); };
    const gone = (event) => { event.currentTarget.disabled = true; setTriggerValue("deleted", take.id); };
    const sure = button("Delete for good", `delete ${take.name} for good`, gone, { disabled: true });
    setTimeout(() => { sure.disabled = false; }, 600); // it may come to stand under the second click of a double click
    place.replaceChildren(h("span", { class: "soft" }, data.deletes), sure, button("Keep it", `keep ${take.name}`, keep, { title: data.deletes }));
    place.onkeydown = (event) => { if (event.key === "Escape") keep(); };
    place.lastChild.focus();
  };
  parentElement.querySelector(".root").replaceChildren(
    h("table", { class: "takes" },
      h("thead", {}, h("tr", {}, names.map((name, i) =>
        h("th", { scope: "col", class: `${i >= 2 && i <= 6 ? "num" : ""} ${small[i] ? "small" : ""}` }, name)))),
      h("tbody", {}, data.takes.map((take) => h("tr", {},
        [[take.name, take.open && h("span", { class: "soft said" }, take.open)], take.saved, take.relevance, take.between, take.focus, take.claims, take.tied].map((value, i) => cell(i, value)),
        cell(7, h("div", { class: "do" }, can(take))))))));
}
