const FORCES = {
  push: ["Push", "what is not working today", "moves"],
  pull: ["Pull", "what better looks like", "moves"],
  anxiety: ["Anxiety", "what could go wrong", "holds"],
  habit: ["Habit", "what they would miss", "holds"],
  no: ["The fence", "what they ruled out", "out"],
};
const EMPTY = { push: "what happened", pull: "what better looks like", anxiety: "what worries them", habit: "what they would miss", no: "what is ruled out" };
const WHO = [["buyer", "Buyer"], ["user", "User"], ["gatekeeper", "Gatekeeper"]];
const WEIGHTS = [["1", "in passing"], ["2", "clearly"], ["3", "it matters most"]];
const PAUSE = 350; // milliseconds of stillness after which typed words are read

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const memory = (root.memory ??= { form: null, at: null, drawn: null, asked: new Set(), seen: null, who: null });
  const send = { now: setTriggerValue };
  memory.send = send.now;
  if (data.open && !memory.asked.has(data.open.n)) {
    memory.asked.add(memory.seen = data.open.n);
    if (left(memory)) {
      memory.who = null;
      memory.at = data.open.id ?? `+${data.open.force}`;
      memory.form = editor(memory, data, data.open);
    }
  }
  if (memory.form && memory.drawn === looks(memory, data)) return hinted(memory.form, data.typed);
  draw(root, memory, data);
}

// Whether another form may take the place of the open one: what was written in that is saved first, if it can be.
function left(memory) {
  if (!memory.form?.written()) return true;
  if (!memory.form.reportValidity()) return false;
  memory.form.requestSubmit();
  return true;
}

const looks = (memory, data) => JSON.stringify([data.lines, memory.at, memory.who]);

function draw(root, memory, all) {
  const spoke = WHO.filter(([who]) => all.lines.some((line) => line.who === who));
  if (!spoke.some(([who]) => who === memory.who)) memory.who = null;
  const data = { ...all, lines: all.lines.filter((line) => !memory.who || line.who === memory.who || line.id === memory.at) };
  memory.drawn = looks(memory, all); // an answer that changes nothing must not take away what is being clicked
  const again = () => draw(root, memory, all);
  const side = (...forces) => h("div", { class: "side" }, forces.map((force) => team(force, again, memory, data)));
  const was = root.getRootNode().activeElement;
  root.replaceChildren(
    h("section", { class: "board", "aria-label": "Forces board" },
      h("div", { class: "field" },
        ...(spoke.length > 1 ? [whose(root, spoke, memory, again)] : []),
        h("div", { class: "teams" }, h("span", {}, "What moves them"), h("span", {}, "What holds them")),
        rope(data.lines),
        h("p", { class: "lean" }, h("b", {}, lean(data.lines))),
        h("div", { class: "sides" }, side("push", "pull"), side("anxiety", "habit"))),
      h("div", { class: "fence" }, team("no", again, memory, data))));
  if (!memory.form) return;
  (memory.form.contains(was) ? was : memory.form.querySelector("textarea")).focus({ preventScroll: false });
  hinted(memory.form, data.typed);
}

function whose(root, spoke, memory, again) {
  const pressed = () => root.querySelector('.whose [aria-pressed="true"]'); // drawn anew, it would lose the keyboard's place
  const one = ([who, name]) => h("button", { type: "button", "aria-pressed": String(memory.who === who),
    onclick: () => { memory.who = who; again(); pressed()?.focus(); } }, name);
  return h("div", { class: "whose", role: "group", "aria-label": "Whose words" }, [[null, "Everybody"], ...spoke].map(one));
}

const drawn = (lines, ...forces) => lines.filter((line) => forces.includes(line.force)).reduce((sum, line) => sum + line.strength, 0);

function lean(lines) {
  const moves = drawn(lines, "push", "pull"), holds = drawn(lines, "anxiety", "habit");
  if (!moves && !holds) return "Nobody pulls yet. Write down the first thing they said.";
  if (!holds) return "Nobody asked yet what holds them.";
  if (!moves) return "Nobody asked yet what moves them.";
  if (moves === holds) return "Before a word of yours, nobody is winning.";
  return moves > holds ? "Before a word of yours, they lean towards a change." : "Before a word of yours, they lean towards staying as they are.";
}

function rope(lines) {
  const moves = drawn(lines, "push", "pull"), holds = drawn(lines, "anxiety", "habit");
  const balance = moves + holds ? moves / (moves + holds) : 0.5;
  const teams = [["moves", ["push", "pull"], 2, 43], ["holds", ["anxiety", "habit"], 57, 98]];
  return h("div", { class: "pull", role: "img", "aria-label": `The rope stands at ${Math.round(balance * 100)} to ${Math.round(100 - balance * 100)}` },
    h("div", { class: "ground" }), h("div", { class: "rope" }),
    teams.map(([name, forces, from, to]) => {
      const team = lines.filter((line) => forces.includes(line.force));
      return team.map((line, i) => {
        const size = (0.7 + 0.36 * line.strength) * Math.min(1, 12 / team.length);
        const left = from + ((to - from) * (i + 0.5)) / team.length;
        return h("div", { class: `puller ${name} on`, title: line.text, style: `left:${left}%;width:${size}rem;height:${size}rem` });
      });
    }),
    h("div", { class: "knot", style: `left:${2 + 96 * (1 - balance)}%` }));
}

function team(force, again, memory, data) {
  const [name, means, side] = FORCES[force];
  const lines = data.lines.filter((line) => line.force === force);
  const at = `+${force}`;
  const open = (key, values) => { if (!left(memory)) return; memory.at = key; memory.form = editor(memory, data, values); again(); };
  return h("div", { class: `force ${side}` },
    h("h3", {}, `${name} `, h("span", {}, means)),
    h("ul", { class: force === "no" ? "signs" : "" }, lines.map((line) => h("li", {}, memory.at === line.id ? memory.form : row(line, side, () => open(line.id, line))))),
    memory.at === at ? memory.form
      : h("button", { type: "button", class: "add", "aria-label": `Add ${EMPTY[force]}`, onclick: () => open(at, { id: null, force, who: memory.who }) }, lines.length ? "Add" : `Add ${EMPTY[force]}`));
}

function row(line, side, open) {
  return h("div", { class: "line" },
    h("div", { class: "dots", role: "img", "aria-label": `strength ${line.strength} of 3` }, [1, 2, 3].map((n) => h("i", { class: n <= line.strength ? "on" : null }))),
    h("div", {},
      h("button", { type: "button", class: line.verbatim ? "words" : "words ours", title: "Change this", onclick: open }, line.verbatim ? h("q", {}, line.text) : line.text),
      h("p", { class: "says" }, line.says),
      line.hint && hint(line.hint)));
}

function hint({ words, question }) {
  return h("p", { class: "hint" }, `“${words}” sounds like us, not like them. Ask: `, h("b", {}, question));
}

function hinted(form, typed) {
  const place = form.querySelector(".live");
  const mine = typed && typed.text === form.querySelector("textarea").value ? typed.hint : null;
  place.replaceChildren(...(mine ? [hint(mine)] : []));
}

const field = (label, node) => h("label", {}, label, node);
function choice(name, options, value) {
  const node = h("select", { name }, options.map(([key, text]) => h("option", { value: key }, text)));
  node.value = value ?? options[0][0];
  return node;
}
function entry(name, value, props) {
  const node = h("input", { name, type: "text", maxlength: 300, ...props });
  node.value = value ?? "";
  return node;
}

function editor(memory, data, values) {
  const area = h("textarea", { name: "text", required: true, maxlength: 2000, "aria-label": "What they said, in their own words", placeholder: "What they said, in their own words" });
  area.value = values.text ?? "";
  const force = choice("force", Object.entries(FORCES).map(([key, [name, means]]) => [key, key === "no" ? "No" : name]), values.force);
  const ruled = h("div", { class: "row" },
    field("Why is it out?", entry("reason", values.reason)),
    field("What happened then?", choice("handling", [["", "nobody knows"], ["explored", "we explored it"], ["argued", "we argued with it"]], values.handling ?? "")));
  const form = h("form", { class: "edit" }, area, h("div", { class: "live", "aria-live": "polite" }),
    h("div", { class: "row" },
      field("Force", force),
      field("Who", choice("who", WHO, values.who)),
      field("Name", entry("person", values.person, { list: "people" })),
      field("How strongly", choice("strength", WEIGHTS, String(values.strength ?? 2))),
      field("Whose words", choice("verbatim", [["true", "their own"], ["false", "our wording"]], String(values.verbatim ?? true))),
      field("When", entry("said_on", values.said_on, { type: "date" })),
      field("Where it is from", entry("source", values.source, { placeholder: "first call" }))),
    ruled, h("datalist", { id: "people" }, data.people.map((name) => h("option", { value: name }))),
    h("div", { class: "do" },
      h("button", { type: "submit", class: "main" }, "Save"),
      h("button", { type: "button", class: "quit" }, "Cancel"),
      values.id && h("button", { type: "button", class: "gone" }, "Remove")));
  const told = () => ({ ...Object.fromEntries(new FormData(form)), id: values.id ?? null });
  const { still, soon: type, leftBy } = telling(memory, PAUSE, () => {
    memory.asked.add("draft"); // it comes back as the draft to open
    memory.send("typed", { ...told(), seen: memory.seen });
  });
  const close = () => { memory.at = memory.form = memory.drawn = null; still(); form.inert = true; }; // it stands there until the answer comes
  const shut = () => { close(); memory.send("dropped", Date.now()); };
  const rule = () => { ruled.style.display = force.value === "no" ? "" : "none"; };
  rule();
  const stands = data.lines.find((line) => line.id === values.id) ?? {};
  form.written = () => area.value.trim() !== "" && Object.entries(told()).some(([name, said]) => String(said ?? "") !== String(stands[name] ?? ""));
  form.oninput = type;
  leftBy(form);
  force.onchange = () => { rule(); type(); };
  form.onsubmit = (event) => { event.preventDefault(); const said = told(); if (said.who !== memory.who) memory.who = null; close(); memory.send("saved", said); };
  form.onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); }
    if (event.key === "Escape") shut();
  };
  form.querySelector(".quit").onclick = shut;
  const gone = form.querySelector(".gone");
  if (gone) gone.onclick = () => { close(); memory.send("removed", values.id); };
  return form;
}
