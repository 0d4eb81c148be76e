// Builds DOM nodes. Children that are strings become text nodes and are never parsed, so nothing a person wrote
// can become markup: this is the one place where words enter a part of the page.
function h(tag, props, ...children) {
  const node = tag === "svg" || tag === "path" || tag === "circle"
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(props ?? {})) {
    if (typeof value === "function") node[name] = value;
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const WRITTEN_IN = "input[type=text], input:not([type]), textarea";
const nameOf = (node) => node.getAttribute("aria-label") ?? node.textContent;

// Draws anew around whoever is there: what has the keyboard has it again, and a field what stands in it, with the cursor.
// It is known by its name; of several with one name by its place among them, for as long as they are as many.
function anew(root, ...children) {
  const was = root.getRootNode().activeElement;
  const name = root.contains(was) && nameOf(was);
  const alike = () => (name ? [...root.querySelectorAll(was.localName)].filter((node) => nameOf(node) === name) : []);
  const before = alike();
  const writes = name && was.matches(WRITTEN_IN);
  const [from, to] = writes ? [was.selectionStart, was.selectionEnd] : [];
  root.replaceChildren(...children);
  const after = alike();
  const now = after.length === before.length && after[before.indexOf(was)];
  if (!now) return;
  if (writes) now.value = was.value;
  now.focus({ preventScroll: true });
  if (writes) now.setSelectionRange(from, to);
}

// Typed words are told once nothing was typed for a while, or at once when whoever types goes elsewhere.
// The timer is the part's: it outlives the form.
function telling(memory, pause, tell) {
  const still = () => { clearTimeout(memory.timer); memory.timer = null; };
  const now = () => { still(); tell(); };
  const soon = () => { still(); memory.timer = setTimeout(now, pause); };
  const leftBy = (form) => form.addEventListener("focusout", ({ relatedTarget }) => memory.timer && !form.contains(relatedTarget) && now());
  return { still, soon, leftBy };
}

// A click is a press and a release on one thing: what would put another in its place meanwhile waits for the release.
function unhurried(given, draw) {
  const root = given.parentElement.querySelector(".root");
  const wait = (root.wait ??= held(root));
  wait.draw = () => { wait.draw = null; wait.end = draw(given); };
  if (!wait.pressed) wait.draw();
  return () => { wait.draw = null; wait.end?.(); };
}

function held(root) {
  const wait = { pressed: false };
  const settled = () => { wait.pressed = false; wait.draw?.(); };
  const released = () => setTimeout(settled, 50); // milliseconds in which the click follows
  root.addEventListener("pointerdown", ({ button }) => {
    if (button !== 0) return;
    wait.pressed = true;
    for (const end of ["pointerup", "pointercancel", "contextmenu"]) window.addEventListener(end, released, { once: true });
  });
  return wait;
}
