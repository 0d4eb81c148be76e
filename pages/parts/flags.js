const SEVERITIES = {
  error: ["M1 2.5h18L10 18.5z", "error"],
  warning: ["M2.5 2.5h15v15h-15z", "warning"],
  note: ["M10 3a7 7 0 1 0 .01 0z", "note"],
};

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const opened = new Set([...root.querySelectorAll("details[open]")].map((node) => node.dataset.key));
  const reasons = (root.reasons ??= new Map()); // what is being written, by the flag it is about
  anew(root, h("div", { class: "flags" }, data.flags.map((flag) => shown(flag, opened, reasons, data.readonly, setTriggerValue))));
}

function shown(flag, opened, reasons, readonly, setTriggerValue) {
  const [path, name] = SEVERITIES[flag.severity];
  return h("details", { class: `${flag.severity} ${flag.dismissed === null ? "" : "aside"}`, "data-key": flag.key, open: opened.has(flag.key) },
    h("summary", {},
      h("svg", { viewBox: "0 0 20 20", role: "img", "aria-label": name },
        h("path", { d: path, fill: flag.dismissed === null ? "var(--v)" : "none", stroke: "var(--v)", "stroke-width": 2 })),
      h("span", {}, flag.message, flag.dismissed !== null && ` (set aside: ${flag.dismissed})`),
      h("span", { class: "code" }, `${flag.code} ${flag.slug}`)),
    h("div", { class: "more" },
      h("p", {}, flag.why),
      h("p", {}, h("b", {}, "Do this: "), flag.todo),
      flag.link && h("p", {}, h("a", { href: flag.link, target: "_self" }, "Their no’s, and where to write down the answer")),
      flag.claims.length > 0 && h("p", {}, flag.claims.map((claim) =>
        h("button", { type: "button", title: claim.text, onclick: () => setTriggerValue("opened", claim.id) }, `claim ${claim.number}`))),
      !readonly && (flag.dismissed === null ? aside(flag, reasons, setTriggerValue)
        : h("p", {}, h("button", { type: "button", onclick: () => setTriggerValue("restored", flag.key) }, "Bring it back")))));
}

function aside(flag, reasons, setTriggerValue) {
  const reason = h("input", { type: "text", maxlength: 300, required: true, placeholder: "Why does it not matter here?", "aria-label": `Why set this flag aside? ${flag.message}` });
  reason.value = reasons.get(flag.key) ?? "";
  reason.oninput = () => reasons.set(flag.key, reason.value);
  return h("form", { onsubmit: (event) => { event.preventDefault(); reasons.delete(flag.key); setTriggerValue("dismissed", { key: flag.key, reason: reason.value }); } },
    reason, h("button", { type: "submit" }, "Set aside"));
}
