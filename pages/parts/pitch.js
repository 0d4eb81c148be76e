const PAUSE = 700; // milliseconds of stillness after which typed words are read again

function part({ parentElement, data, setStateValue, setTriggerValue }) {
  const desk = parentElement.querySelector(".desk");
  const area = parentElement.querySelector("textarea");
  const back = parentElement.querySelector(".back");
  const memory = (area.memory ??= { revision: null, timer: 0, sent: null });
  const light = () => getComputedStyle(desk).colorScheme;
  memory.light ??= light();
  desk.ontransitionend = () => { // charts have their colours from the page: it draws them anew
    if (memory.light === light()) return;
    memory.light = light();
    setTriggerValue("lit", memory.light);
  };
  desk.style.setProperty("--tall", `${data.tall}px`);
  area.placeholder = data.placeholder;
  area.readOnly = Boolean(data.readonly); // to look at: its marks still answer to a click
  area.ariaLabel = data.readonly ? "The pitch" : "Your pitch";
  if (memory.revision !== data.revision) {
    area.value = data.text;
    if (memory.revision !== null && data.focus) area.focus();
    memory.revision = data.revision;
    memory.sent = data.text;
  }
  const marks = inUtf16(data.text, data.marks);

  const tags = parentElement.querySelector(".tags");
  const open = (id) => setTriggerValue("opened", id);
  const place = () => tagged(tags, [...back.querySelectorAll("mark")], open);
  const paint = () => {
    back.replaceChildren(...painted(area.value, moved(marks, data.text, area.value)));
    place();
    const words = (area.value.match(/\S+/g) ?? []).length;
    parentElement.querySelector(".count").textContent =
      `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}, ${data.marks.length} ${data.marks.length === 1 ? "claim" : "claims"}`;
  };
  const send = () => {
    clearTimeout(memory.timer);
    if (memory.sent === area.value) return;
    memory.sent = area.value;
    setStateValue("text", { text: area.value, revision: data.revision });
  };
  area.oninput = () => {
    paint();
    clearTimeout(memory.timer);
    memory.timer = setTimeout(send, PAUSE);
  };
  area.onblur = send;
  area.onpaste = () => setTimeout(send, 0);
  area.onkeydown = (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) send();
    if (event.key === "Escape") area.blur();
  };
  const under = (event) => parentElement.elementsFromPoint(event.clientX, event.clientY).find((node) => node.tagName === "MARK");
  area.onmousemove = (event) => {
    const mark = under(event);
    area.style.cursor = mark ? "pointer" : "text";
    area.title = mark ? mark.dataset.says : "";
  };
  area.onclick = (event) => {
    const mark = area.selectionStart === area.selectionEnd && under(event);
    if (mark) open(mark.dataset.id);
  };
  tags.onkeydown = (event) => walked(event, [...tags.children]);
  memory.watch?.disconnect();
  memory.watch = new ResizeObserver(place);
  memory.watch.observe(area);
  paint();
  // Only when it is another: whoever types on, or ticks a claim further down, is not thrown back to the open one.
  const chosen = back.querySelector("mark.chosen");
  if (chosen && memory.chosen !== chosen.textContent) chosen.scrollIntoView({ block: "nearest" });
  memory.chosen = chosen?.textContent;
}

// Python counts code points, a text area counts UTF-16 units.
function inUtf16(text, marks) {
  const at = [0];
  for (const character of text) at.push(at[at.length - 1] + character.length);
  return marks.map((mark) => ({ ...mark, start: at[mark.start], end: at[mark.end] }));
}

// Where marks on `from` stand in `to` while somebody types: those before and after the edit keep their words,
// one around it stretches, one cut by it is gone until the pitch is read again.
function moved(marks, from, to) {
  if (from === to) return marks;
  const most = Math.min(from.length, to.length);
  let head = 0, tail = 0;
  while (head < most && from[head] === to[head]) head++;
  while (tail < most - head && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++;
  const after = from.length - tail, by = to.length - from.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    if (mark.start >= after) return [{ ...mark, start: mark.start + by, end: mark.end + by }];
    if (mark.start <= head && mark.end >= after && mark.end + by > mark.start) return [{ ...mark, end: mark.end + by }];
    return [];
  });
}

function painted(text, marks) {
  const nodes = [];
  let at = 0;
  for (const mark of marks) {
    if (mark.start < at) continue;
    const names = [mark.verdict, !mark.sure && "unsure", mark.off && "off", mark.chosen && "chosen"].filter(Boolean).join(" ");
    nodes.push(text.slice(at, mark.start));
    nodes.push(h("mark", { class: names, "data-n": mark.number + (mark.sure ? "" : "?"), "data-id": mark.id, "data-says": mark.says },
      text.slice(mark.start, mark.end)));
    at = mark.end;
  }
  // A last empty line would otherwise have no height behind the text area.
  nodes.push(text.slice(at), "\u200b");
  return nodes;
}

// A mark is painted behind the text area, where no key reaches it: over each number lies a button. They are kept from
// one painting to the next, so that focus stays where it was; Tab comes to one of them and arrows walk along.
function tagged(tags, marks, open) {
  while (tags.children.length > marks.length) tags.lastChild.remove();
  const from = tags.getBoundingClientRect();
  marks.forEach((mark, i) => {
    const tag = tags.children[i] ?? tags.appendChild(h("button", { type: "button", tabindex: i ? -1 : 0 }));
    const box = mark.getClientRects()[0]; // none while the page is being left
    tag.style.left = `${(box?.left ?? from.left) - from.left - 3}px`;
    tag.style.top = `${(box?.top ?? from.top) - from.top - 11}px`;
    tag.title = mark.dataset.says;
    tag.setAttribute("aria-label", `Claim ${mark.dataset.n.replace("?", "")}: ${mark.textContent} (${mark.dataset.says})`);
    tag.onclick = () => open(mark.dataset.id);
  });
}

function walked(event, tags) {
  const at = tags.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: tags.length - 1 }[event.key];
  if (to === undefined || !tags[to]) return;
  event.preventDefault();
  tags.forEach((tag, i) => { tag.tabIndex = i === to ? 0 : -1; });
  tags[to].focus();
}
