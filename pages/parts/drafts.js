function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const edits = (root.edits ??= new Map());
  const card = (one) => {
    const state = edits.get(one.name) ?? { name: one.name, own: "", chosen: new Set(one.ticked) };
    edits.set(one.name, state);
    const line = (key, props) => {
      const node = h("input", { type: "text", maxlength: 1000, ...props });
      node.value = state[key];
      node.oninput = () => { state[key] = node.value; };
      return node;
    };
    const tick = (phrase) => {
      const box = h("input", { type: "checkbox" });
      box.checked = state.chosen.has(phrase.text);
      box.onchange = () => (box.checked ? state.chosen.add(phrase.text) : state.chosen.delete(phrase.text));
      return h("label", { class: "tick" }, box, h("div", {}, h("q", {}, phrase.text), " ", h("span", {}, phrase.from)));
    };
    const send = (keep) => setTriggerValue("decided", { of: one.name, name: state.name, own: state.own, chosen: [...state.chosen], keep });
    const group = (title, phrases) => phrases.length > 0 && [h("h3", {}, title), phrases.map(tick)];
    const own = line("own", { class: "own", "aria-label": `What would a customer have said before needing ${one.name}?`, placeholder: "Or in one line: what did a customer say before needing this?" });
    own.onkeydown = (event) => { if (event.key === "Enter") send(true); };
    return h("li", { class: "draft" },
      h("div", {}, h("label", { class: "field" }, "We call it", line("name")),
        h("div", { class: "do" },
          h("button", { type: "button", class: "main", "aria-label": `Keep ${one.name}`, onclick: () => send(true) }, "Keep"),
          h("button", { type: "button", "aria-label": `Leave out ${one.name}`, onclick: () => send(false) }, "Leave it out"))),
      h("div", {}, group("Would a customer say this before needing it?", one.answers), group("Would it worry somebody?", one.raises), own));
  };
  anew(root, h("ul", { "aria-label": "Drafted features" }, data.drafts.map(card)));
}
