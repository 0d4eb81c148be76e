function part({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".root");
  const x = (place) => `${((100 * place) / data.whole).toFixed(3)}%`;
  const heads = data.lanes.map(() => h("i", { class: "now" }));
  const open = (mark) => { goTo({ at: mark.at, turn: mark.turn }); if (mark.id) setTriggerValue("opened", mark.id); };
  const lane = (one, n) => h("div", { class: one.sells ? "lane sells" : "lane" },
    h("div", { class: "who", title: one.name }, one.name, h("span", {}, one.share)),
    h("div", { class: "track", onclick: (event) => onTrack(event) },
      one.talk.map(([start, end]) => h("i", { class: "talk", style: `left:${x(start)};width:max(1px, ${x(end - start)})` })),
      heads[n],
      one.marks.map((mark) => h("button", {
        type: "button", class: `mark ${mark.kind} ${mark.sure ? "" : "unsure"}`, style: `left:${x(mark.place)}`, tabindex: "-1", title: mark.says,
        "aria-label": mark.says, "data-id": mark.id, onclick: (event) => { event.stopPropagation(); open(mark); },
      }, mark.sign))));
  function onTrack(event) {
    const box = event.currentTarget.getBoundingClientRect();
    const place = (data.whole * (event.clientX - box.left)) / box.width;
    const turn = [...data.starts].reverse().find(([, start]) => start <= place) ?? data.starts[0];
    goTo({ at: data.timed ? place : null, turn: turn?.[0] });
  }
  root.replaceChildren(h("section", { class: "timeline", "aria-label": "Timeline of the call" },
    data.lanes.map(lane),
    h("div", { class: "scale", "aria-hidden": "true" }, data.ticks.map((tick) => h("span", { style: `left:${x(tick.place)}` }, tick.label))),
    h("div", { class: "key" }, data.key.map((one) => h("span", {}, h("b", { class: `mark ${one.kind}`, "aria-hidden": "true" }, one.sign), one.name)))));
  rove([...root.querySelectorAll("button.mark")].sort((a, b) => parseFloat(a.style.left) - parseFloat(b.style.left)));
  return listens(root, {
    here: (moment) => moment.at !== null && moment.at !== undefined && show(moment.at),
    plays: show,
  });
  function show(at) {
    if (data.timed) for (const head of heads) { head.style.left = x(Math.min(at, data.whole)); head.classList.add("shown"); }
  }
}

// One stop for the Tab key; the arrows go from mark to mark, in the order of the call.
function rove(marks) {
  if (marks.length) marks[0].tabIndex = 0;
  marks.forEach((mark, n) => {
    mark.onkeydown = (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      const next = step && marks[n + step];
      if (!next) return;
      event.preventDefault();
      mark.tabIndex = -1;
      next.tabIndex = 0;
      next.focus();
    };
  });
}
