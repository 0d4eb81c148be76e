function part({ parentElement, data, setTriggerValue }) {
  parentElement.querySelector(".root").replaceChildren(
    h("dl", { class: "listening" }, data.figures.map((one) => h("div", { title: one.explained },
      h("dt", {}, one.name),
      h("dd", {}, one.opens === null ? one.figure
        : h("button", { type: "button", "aria-label": `${one.figure} ${one.name}: show the first`, onclick: () => setTriggerValue("opened", one.opens) }, one.figure))))));
}
