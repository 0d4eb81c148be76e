function part({ parentElement, data, setTriggerValue }) {
  const one = (comment) => h("li", { class: comment.resolved ? "done" : "" },
    h("header", {},
      comment.clock !== null && h("button", { type: "button", class: "clock", onclick: () => goTo({ at: comment.moment, turn: comment.turn }) }, comment.clock),
      h("b", {}, comment.by),
      comment.about && h("button", { type: "button", class: "clock", onclick: () => setTriggerValue("opened", comment.take) }, comment.about),
      h("span", {}, comment.when),
      comment.take_away && h("span", { class: "tag" }, "take-away"),
      comment.resolved && h("span", { class: "tag" }, "resolved"),
      comment.may && h("button", { type: "button", class: "act", onclick: () => setTriggerValue("resolved", { id: comment.id, resolved: !comment.resolved }) }, comment.resolved ? "Open again" : "Resolve")),
    h("p", {}, comment.text));
  parentElement.querySelector(".root").replaceChildren(
    h("ul", { class: "talk-list", "aria-label": "Comments" }, data.comments.map(one)));
}
