const FORCES = [["push", "Push"], ["pull", "Pull"], ["anxiety", "Anxiety"], ["habit", "Habit"], ["no", "No"]];
const WHO = [["buyer", "Buyer"], ["user", "User"], ["gatekeeper", "Gatekeeper"]];

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const edits = (root.edits ??= new Map());
  if (root.text !== data.text) { edits.clear(); root.text = data.text; }
  const theirs = data.found.filter((one) => one.state === "open" && !one.hint);
  const rest = () => theirs.map((one) => ({ ...proposed(one), ...edits.get(one.n), state: "kept" }));
  anew(root, h("section", { class: "notes" },
    h("div", { class: "paper", tabindex: 0, role: "region", "aria-label": "Your notes" }, painted(data)),
    h("div", {},
      theirs.length > 1 && h("p", { class: "all" }, h("button", { type: "button", onclick: () => setTriggerValue("decided", { rest: rest() }) }, acceptThe(theirs, data.found))),
      h("ul", { class: "found", "aria-label": "What the judge found" }, data.found.map((one) => card(one, edits, setTriggerValue))))));
}

function acceptThe(theirs, found) {
  const open = found.filter((one) => one.state === "open").length;
  return theirs.length < open ? `Accept the ${theirs.length} in their own words` : `Accept all ${open}`;
}

const proposed = ({ n, text, force, who }) => ({ n, text, force, who });

function painted({ text, found }) {
  const points = [...text]; // Python counts code points
  const nodes = [];
  let at = 0;
  for (const one of [...found].sort((a, b) => a.start - b.start)) {
    if (one.start < at) continue;
    nodes.push(points.slice(at, one.start).join(""), h("mark", { class: one.state }, points.slice(one.start, one.end).join(""), h("sup", {}, String(one.n))));
    at = one.end;
  }
  return [...nodes, points.slice(at).join("")];
}

function select(name, options, value, label) {
  const node = h("select", { name, "aria-label": label }, options.map(([key, text]) => h("option", { value: key }, text)));
  node.value = value;
  return node;
}

function card(one, edits, send) {
  if (one.state !== "open") {
    return h("li", { class: one.state },
      h("p", { class: "head" }, h("b", {}, `${one.n}. `), one.state === "kept" ? "Kept: " : "Left out: ", one.text, " ",
        h("button", { type: "button", onclick: () => send("decided", { n: one.n, state: "open" }) }, one.state === "kept" ? "Take it out again" : "Bring it back")));
  }
  const edit = edits.get(one.n) ?? proposed(one);
  const area = h("textarea", { "aria-label": `Statement ${one.n}`, maxlength: 2000 });
  area.value = edit.text;
  const force = select("force", FORCES, edit.force, `Force of statement ${one.n}`);
  const who = select("who", WHO, edit.who, `Who said statement ${one.n}`);
  const now = () => ({ n: one.n, text: area.value, force: force.value, who: who.value });
  for (const node of [area, force, who]) node.oninput = () => edits.set(one.n, now());
  return h("li", {},
    h("p", { class: "head" }, h("b", {}, `${one.n}.`), one.sure),
    area,
    one.hint && h("p", { class: "hint" }, `“${one.hint.words}” sounds like us, not like them. Ask: `, h("b", {}, one.hint.question)),
    h("div", { class: "do" }, force, who,
      h("button", { type: "button", class: "main", onclick: () => send("decided", { ...now(), state: "kept" }) }, "Accept"),
      h("button", { type: "button", onclick: () => send("decided", { n: one.n, state: "rejected" }) }, "Reject")));
}
