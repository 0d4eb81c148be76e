function part({ parentElement, data, setTriggerValue }) {
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "cuts", "aria-label": data.title },
      h("h2", {}, data.title),
      data.claims.length === 0 ? h("p", {}, data.otherwise) : h("ol", {}, data.claims.map((claim) =>
        h("li", { class: claim.verdict },
          h("button", { type: "button", title: claim.text, onclick: () => setTriggerValue("opened", claim.id) },
            h("span", { class: "n" }, String(claim.number)), h("span", { class: "text" }, claim.text),
            h("span", { class: "gain" }, claim.gain))))),
      data.each && h("p", { class: "each" }, data.each)));
}
