export default function ({ parentElement, data }) {
  parentElement.querySelector(".root").replaceChildren(
    data.title ? h("h3", { class: "title" }, data.title) : "",
    h("ul", { class: "quotes" }, data.quotes.map((one) => h("li", { class: one.verdict ?? "" },
      h("p", { class: "said" }, `“${one.text}”`),
      one.to ? h("p", { class: "to" }, `${one.relation} “${one.to}”`) : null,
      h("p", { class: "meta" }, one.meta)))),
    data.more ? h("p", { class: "meta" }, data.more) : "");
}
