const SIGNS = { tied: "M10 2a8 8 0 1 0 .01 0z", unasked: "M2.5 2.5h15v15h-15z", worse: "M1 2.5h18L10 18.5z" };

function part({ parentElement, data, setTriggerValue }) {
  const row = (claim) => h("tr", { class: claim.off ? "off" : null },
    h("td", {}, tick(claim, data.readonly, setTriggerValue)),
    h("td", { class: "num n" }, String(claim.number)),
    h("td", {}, h("button", { type: "button", class: "says", onclick: () => setTriggerValue("opened", claim.id) }, claim.text)),
    h("td", { class: "verdict" },
      h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
        h("path", { d: SIGNS[claim.verdict], "stroke-width": 2.4, stroke: `var(--${claim.verdict})`, fill: claim.sure ? `var(--${claim.verdict})` : "none" })),
      claim.verdict_name + (claim.sure ? "" : ", not sure")),
    h("td", { class: "answers" }, claim.bears_on ? h("q", {}, claim.bears_on) : h("span", { class: "none" }, "nothing they said")),
    h("td", { class: "num small" }, claim.share),
    h("td", { class: "num small" }, claim.relevance),
    h("td", { class: "num gain" }, claim.weight));
  anew(parentElement.querySelector(".root"),
    h("table", { class: "claims" },
      h("caption", { style: "position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden" }, data.readonly ? "The claims of this pitch, and which of them are kept." : "The claims of this pitch. Untick one to see the pitch without it."),
      h("thead", {}, h("tr", {}, ["Keep", "", data.readonly ? "Claim" : "You say", "Verdict", "It bears on", "Share of talk", "Relevance", "Cut it"].map((name, i) =>
        h("th", { scope: "col", class: i >= 5 ? "num" : null }, name)))),
      h("tbody", {}, data.claims.map(row))));
}

function tick(claim, readonly, setTriggerValue) {
  const box = h("input", { type: "checkbox", disabled: readonly, "aria-label": `keep claim ${claim.number}: ${claim.text}`,
    onchange: () => setTriggerValue("ticked", { claim: claim.id, keep: box.checked }) });
  box.checked = !claim.off;
  return box;
}
