let revealed = "";

function part({ parentElement, data }) {
  parentElement.querySelector(".root").replaceChildren(
    h("ul", { class: "quotes" }, data.quotes.map((one) => h("li", { class: one.verdict ?? "" },
      h("p", { class: "said" }, `“${one.text}”`),
      one.to ? h("p", { class: "to" }, `${one.relation} “${one.to}”`) : null,
      h("p", { class: "meta" }, one.meta)))));
  if (data.reveal && data.reveal !== revealed) parentElement.querySelector(".quotes").scrollIntoView({ block: "start" });
  revealed = data.reveal ?? revealed;
}
