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

// Draws anew around whoever is writing: what stands in their field, and the cursor in it, are there again.
function anew(root, ...children) {
  const was = root.getRootNode().activeElement;
  const label = was?.matches("input[type=text], input:not([type]), textarea") && root.contains(was) && was.getAttribute("aria-label");
  const [from, to] = label ? [was.selectionStart, was.selectionEnd] : [];
  root.replaceChildren(...children);
  const now = label && [...root.querySelectorAll("input, textarea")].find((node) => node.getAttribute("aria-label") === label);
  if (!now) return;
  now.value = was.value;
  now.focus({ preventScroll: true });
  now.setSelectionRange(from, to);
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
