function part({ parentElement, data, setTriggerValue }) {
  const open = (one) => { goTo({ at: one.at, turn: one.turn }); if (one.opens) setTriggerValue("opened", one.opens); };
  const moment = (one) => h("li", { class: one.well ? "well" : "" },
    h("header", {}, h("button", { type: "button", onclick: () => open(one) }, one.clock), h("b", {}, one.what)),
    one.quote && h("p", { class: "quote" }, h("span", {}, `${one.rep}: `), h("q", {}, one.quote)),
    one.said && h("p", { class: "quote theirs" }, h("span", {}, `${one.said_by}${one.later ? ", after that" : " had said"}: `), h("q", {}, one.said)),
    h("p", { class: "better" }, one.well ? null : h("b", {}, "Better: "), one.question));
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "moments", "aria-label": data.title },
      h("h2", {}, data.title),
      data.moments.length === 0 ? h("p", {}, data.otherwise) : h("ol", {}, data.moments.map(moment))));
}
