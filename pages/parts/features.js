const PAUSE = 900; // milliseconds of stillness after which typed words are kept

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const editing = (root.editing ??= data.open ? { ...data.open } : {});
  if (root.revision !== data.revision) {
    // What was being written is saved by now; a form that could not be saved stays as it was typed.
    if (root.revision !== undefined && !data.open) {
      for (const key of Object.keys(editing)) delete editing[key];
      const next = data.features.find((one) => one.name === root.next);
      if (next) open(next);
    }
    root.revision = data.revision;
  }
  const lines = (root.lines ??= new Map());
  const { still, soon, leftBy } = telling(root, PAUSE, () => editing.of && setTriggerValue("typed", { ...editing }));
  const draw = () => anew(root,
    h("div", { class: "cols", "aria-hidden": "true" }, ["Feature", "What customers said that it answers", "What it raises"].map((name) => h("span", {}, name))),
    h("ul", { class: "features", "aria-label": "Features" }, data.features.map((one) =>
      h("li", {}, editing.of === one.name ? form(one) : shown(one)))));

  function shown(one) {
    return [
      h("div", {},
        h("button", { type: "button", class: "name", title: "Edit", onclick: () => change(one) }, one.name),
        one.wordings.length > 0 && h("p", { class: "sub" }, "Also said: ", one.wordings.join("; "))),
      h("div", { class: "answers" },
        one.ask && h("p", { class: "ask" }, "Why would anyone hire this? Write what a customer said before they needed it, or stop saying it."),
        phrases(one, "answers"), adder(one)),
      h("div", { class: "raises" }, phrases(one, "raises")),
    ];
  }

  function phrases(one, side) {
    return h("ul", { class: "phrases" }, one[side].map((phrase) => h("li", {},
      h("div", {}, h("q", {}, phrase.text), (phrase.from || phrase.earned) && h("span", { class: "from" }, phrase.earned && h("b", {}, `${phrase.earned} `), phrase.from)),
      h("button", { type: "button", class: "out", title: "Take out", "aria-label": `Take out: ${phrase.text}`, onclick: () => setTriggerValue("removed", { of: one.name, side, text: phrase.text }) }, "×"),
      phrase.hint && h("p", { class: "hint" }, `“${phrase.hint.words}” sounds like us, not like them. Ask: `, h("b", {}, phrase.hint.question)))));
  }

  function adder(one) {
    const field = h("input", { "aria-label": `What would a customer have said before needing ${one.name}?`, placeholder: "What would a customer have said before needing this?", maxlength: 1000 });
    const said = lines.get(one.name) ?? "";
    field.value = one.answers.some((phrase) => phrase.text === said.trim()) ? "" : said;
    field.oninput = () => lines.set(one.name, field.value);
    const add = () => field.value.trim() && setTriggerValue("added", { of: one.name, text: field.value });
    field.onkeydown = (event) => { if (event.key === "Enter") add(); };
    return h("div", { class: "line" }, field, h("button", { type: "button", onclick: add }, "Add"));
  }

  function change(one) {
    if (written()) {
      ended("saved", { ...editing });
      root.next = one.name; // it opens once that is kept
    } else {
      open(one);
      draw();
      begin();
    }
  }

  function open(one) { Object.assign(editing, asItStands(one)); }
  function begin() { root.querySelector("form textarea")?.focus(); }

  function written() {
    const stands = data.features.find((one) => one.name === editing.of);
    return editing.of && (!stands || Object.entries(asItStands(stands)).some(([key, value]) => editing[key] !== value));
  }

  // Words that come after the form was saved would open it again.
  function ended(event, said) {
    still();
    root.next = null;
    setTriggerValue(event, said);
  }

  function form(one) {
    const area = (key, label) => {
      const node = h("textarea", { name: key, maxlength: 100000 });
      node.value = editing[key];
      node.oninput = () => typed(key, node.value);
      return h("label", {}, label, node);
    };
    const name = h("input", { name: "name", maxlength: 300 });
    name.value = editing.name;
    name.oninput = () => typed("name", name.value);
    const whole = h("form", { class: "edit", onsubmit: (event) => { event.preventDefault(); ended("saved", { ...editing }); } },
      h("label", {}, "Feature", name),
      h("div", { class: "row" }, area("answers", "What customers said that it answers, one a line"), area("raises", "What it raises, one a line"), area("wordings", "Other ways you say it, one a line")),
      h("div", { class: "do" },
        h("button", { type: "submit", class: "main" }, "Save"),
        h("button", { type: "button", onclick: () => { delete editing.of; ended("dropped", one.name); draw(); } }, "Cancel"),
        h("button", { type: "button", class: "gone", onclick: () => ended("deleted", one.name) }, "Delete this feature")));
    leftBy(whole);
    return whole;
  }

  function typed(key, value) {
    editing[key] = value;
    soon();
  }

  // A rerun must not take the line that is being written in: only what changed is drawn anew.
  const now = JSON.stringify(data.features) + data.revision;
  if (root.drawn !== now) { root.drawn = now; draw(); }
  if (editing.of && editing.of === root.next) { root.next = null; begin(); }
}

const asItStands = (one) => ({ of: one.name, name: one.name, wordings: one.wordings.join("\n"), answers: texts(one.answers), raises: texts(one.raises) });
const texts = (phrases) => phrases.map((phrase) => phrase.text).join("\n");
