const SAYS = {
  push: { answered: "answered by", unanswered: "unanswered", worse: "made worse by" },
  no: { answered: "respected by", unanswered: "left alone", worse: "run into by" },
};
const FORCES = {
  push: ["Push", "what is not working today"],
  pull: ["Pull", "what better looks like"],
  anxiety: ["Anxiety", "what could go wrong"],
  habit: ["Habit", "what they would miss"],
};
const SHAPES = {
  answered: ["M10 1a9 9 0 1 0 .01 0zM5.6 10.2l3 3 5.8-6.2", "var(--tied)"],
  unanswered: ["M10 2.2a7.8 7.8 0 1 0 .01 0z", "var(--unasked)"],
  worse: ["M1 2.5h18L10 18.5z", "var(--worse)"],
};

function part({ parentElement, data, setTriggerValue }) {
  const open = (claim) => setTriggerValue("opened", claim);
  const side = (...forces) => h("div", { class: "side" }, forces.map((force) => team(force, data.lines, open)));
  const nos = data.lines.filter((line) => line.force === "no");
  parentElement.querySelector(".root").replaceChildren(
    h("section", { class: "board", "aria-label": "Forces board" },
      h("div", { class: "field" },
        h("div", { class: "teams" }, h("span", {}, "What moves them"), h("span", {}, "What holds them")),
        rope(data),
        h("p", { class: "lean" }, h("b", {}, data.lean), ` ${data.why}`),
        h("div", { class: "sides" }, side("push", "pull"), side("anxiety", "habit"))),
      h("div", { class: "fence" },
        h("div", { class: "force" },
          h("h3", {}, "The fence ", h("span", {}, "what they ruled out")),
          nos.length === 0
            ? h("p", { class: "nothing" }, "Nobody has ruled anything out. Ask: what would make this a no?")
            : h("ul", { class: "signs" }, nos.map((line) => row(line, open)))))));
}

function rope({ balance, lines }) {
  const teams = [["moves", ["push", "pull"], 2, 43], ["holds", ["anxiety", "habit"], 57, 98]];
  return h("div", { class: "pull", role: "img", "aria-label": `The rope stands at ${Math.round(balance * 100)} to ${Math.round(100 - balance * 100)}` },
    h("div", { class: "ground" }),
    h("div", { class: "rope" }),
    teams.map(([name, forces, from, to]) => {
      const team = lines.filter((line) => forces.includes(line.force));
      return team.map((line, i) => {
        const size = 0.7 + 0.36 * line.pull;
        const left = from + ((to - from) * (i + 0.5)) / team.length;
        const classes = `puller ${name} ${line.pull > 0.05 ? "on" : ""} ${line.standing === "worse" ? "worse" : ""}`;
        return h("div", { class: classes, title: line.text, style: `left:${left}%;width:${size}rem;height:${size}rem` });
      });
    }),
    h("div", { class: "knot", style: `left:${2 + 96 * (1 - balance)}%` }));
}

function team(force, lines, open) {
  const mine = lines.filter((line) => line.force === force);
  const [name, means] = FORCES[force];
  return h("div", { class: "force" },
    h("h3", {}, `${name} `, h("span", {}, means)),
    mine.length === 0
      ? h("p", { class: "nothing" }, "Nobody has said anything here yet.")
      : h("ul", {}, mine.map((line) => row(line, open))));
}

function row(line, open) {
  const quiet = line.force === "no" && line.standing === "unanswered";
  const [path, colour] = quiet ? [SHAPES.unanswered[0], "var(--faint)"] : SHAPES[line.standing];
  const words = (line.force === "no" ? SAYS.no : SAYS.push)[line.standing];
  const claims = line.standing === "worse" ? line.worse : line.by;
  return h("li", { class: `line ${line.standing} ${quiet ? "quiet" : ""}` },
    h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" },
      h("path", { d: path, fill: line.standing === "worse" ? colour : "none", stroke: colour, "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round" })),
    h("div", {},
      h("q", {}, line.text),
      h("p", { class: "says" }, `${line.who}, `, h("b", {}, words),
        claims.map((claim) => [" ", h("button", { type: "button", title: claim.text, "aria-label": `open claim ${claim.number}: ${claim.text}`, onclick: () => open(claim.id) }, String(claim.number))]))));
}
