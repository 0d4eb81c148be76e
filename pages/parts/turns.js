const CHUNK = 60; // turns that are built together, when somebody comes near them: a long call has thousands

function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const was = root.querySelector(".scroll")?.scrollTop ?? 0;
  const scroll = h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "What was said", style: `--tall:${data.tall}px` });
  const found = h("span", { class: "found", "aria-live": "polite" });
  const search = h("input", { type: "search", placeholder: "Find words", "aria-label": "Find words in what was said", oninput: () => (data.page ? soon() : find(0)), onkeydown: (event) => event.key === "Enter" && (data.page ? ask(1) : find(1)) });
  const chunks = [];
  for (let n = 0; n < data.turns.length; n += CHUNK) chunks.push(chunk(data.turns.slice(n, n + CHUNK)));
  scroll.append(turnPage(data.page?.before, "Earlier"), ...chunks.map((one) => one.node), turnPage(data.page?.after, "Later"));
  const typed = root.querySelector("input");
  const typing = typed && typed === typed.getRootNode().activeElement;
  if (typed) search.value = typed.value;
  found.textContent = data.page?.found ?? "";
  root.replaceChildren(h("div", { class: "said" }, h("div", { class: "find" }, search, found, data.page && h("span", { class: "part" }, data.page.part)), scroll));
  if (typing) search.focus();
  const near = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && one.target.fill()), { root: scroll, rootMargin: "800px" });
  chunks.forEach((one) => near.observe(one.node));
  scroll.scrollTop = was;
  let last = null, at = -1;
  const stop = listens(root, { here: (moment) => moment.turn && (show(moment.turn, true) || go(moment.turn)), plays: follow });
  const shown = `${data.chosen} ${data.page?.hit}`;
  if (data.chosen !== null && root.shown !== shown) show(data.chosen, Boolean(data.page));
  root.shown = shown;
  return () => { near.disconnect(); stop(); clearTimeout(root.soon); };

  // Of a long call one page is here at a time; the server finds the others, and the words in them.
  function go(turn) {
    if (!data.page) return;
    root.follows = false;
    setTriggerValue("went", turn);
  }
  function turnPage(to, name) {
    return to ? h("button", { type: "button", class: "page", onclick: () => go(to.turn) }, `${name}: ${to.part}`) : "";
  }
  function soon() {
    clearTimeout(root.soon);
    root.soon = setTimeout(() => ask(0), 400);
  }
  function ask(step) {
    clearTimeout(root.soon);
    setTriggerValue("sought", { words: search.value.trim(), step });
  }
  function follow(time) {
    const { from = null, to = null, after = null } = data.page ?? {};
    if (from !== null && time < from) return;
    if (to !== null && time >= to) {
      if (root.follows && after) go(after.turn); // the sound has run on into the next page
      return;
    }
    root.follows = true;
    mark(at_(time));
  }

  function chunk(turns) {
    const node = h("div", { class: "chunk" });
    const letters = turns.reduce((sum, turn) => sum + turn.text.length, 0);
    node.style.minHeight = `${Math.round(turns.length * 34 + letters * 0.36)}px`;
    node.fill = () => {
      if (node.filled) return;
      node.filled = true;
      node.style.minHeight = "";
      node.append(...turns.map(line));
    };
    return { node, first: turns[0].n, last: turns[turns.length - 1].n };
  }
  function line(turn) {
    const go = () => goTo({ at: turn.start, turn: turn.n });
    return h("div", { class: turn.sells ? "turn sells" : "turn", "data-n": turn.n },
      h("div", { class: "head" },
        h("button", { type: "button", class: "clock", "aria-label": `from ${turn.clock}`, onclick: go }, turn.clock),
        h("b", {}, turn.who),
        turn.price && h("span", { class: "tag" }, "price talk"),
        turn.comments > 0 && h("span", { class: "tag" }, turn.comments === 1 ? "1 comment" : `${turn.comments} comments`),
        h("button", { type: "button", class: "say", "aria-label": `say something about ${turn.clock}, ${turn.who}`, onclick: () => setTriggerValue("spoke", turn.n) }, "comment")),
      h("p", {}, pieces(turn)));
  }
  function pieces(turn) {
    const nodes = [], text = [...turn.text];
    let from = 0;
    for (const one of turn.marks) {
      if (one.start < from) continue;
      nodes.push(text.slice(from, one.start).join(""));
      nodes.push(one.id === null ? h("span", { class: "asks" }, text.slice(one.start, one.end).join(""))
        : h("mark", { class: `${one.kind} ${one.sure ? "" : "unsure"}`, "data-n": one.label, "data-id": one.id, role: "button", tabindex: "0", title: one.says,
            onclick: () => { goTo({ at: one.at, turn: turn.n }); setTriggerValue("opened", one.id); },
            onkeydown: (event) => event.key === "Enter" && setTriggerValue("opened", one.id) }, text.slice(one.start, one.end).join("")));
      from = one.end;
    }
    return [...nodes, text.slice(from).join("")];
  }
  function node_(n) {
    const holder = chunks.find((one) => one.first <= n && n <= one.last);
    holder?.node.fill();
    return holder?.node.querySelector(`[data-n="${n}"].turn`);
  }
  function show(n, flash) {
    const node = node_(n);
    if (!node) return false;
    // Chunks above get their true height when they are filled, so the place is found again once they are.
    const there = () => { scroll.scrollTop += node.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 60; };
    there();
    requestAnimationFrame(() => requestAnimationFrame(there));
    if (flash) mark(n);
    return true;
  }
  function mark(n) {
    if (n === null || n === last) return;
    scroll.querySelector(".turn.now")?.classList.remove("now");
    node_(n)?.classList.add("now");
    last = n;
  }
  function at_(time) {
    let n = null;
    for (const turn of data.turns) { if (turn.start !== null && turn.start > time) break; n = turn.n; }
    return n;
  }
  function find(step) {
    const words = search.value.trim().toLowerCase();
    const hits = words ? data.turns.filter((turn) => turn.text.toLowerCase().includes(words)) : [];
    at = step ? (at + step) % Math.max(hits.length, 1) : 0;
    found.textContent = words ? (hits.length ? `${at + 1} of ${hits.length}, Enter for the next` : "not said") : "";
    if (hits.length) show(hits[at].n, true);
  }
}
