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
