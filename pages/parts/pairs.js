function part({ parentElement, data }) {
  const said = (one) => h("p", {}, h("span", { class: "who" }, `${one.who}: `), h("q", {}, one.text));
  const list = ({ title, pairs, none, wide }) => h("div", { class: wide ? "wide" : null }, h("h3", {}, title),
    pairs.length ? h("ul", {}, pairs.map((pair) => h("li", {}, pair.map(said)))) : h("p", {}, none));
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "pairs" }, data.lists.map(list)));
}
