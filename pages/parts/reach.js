// Draws nothing. Where somebody asked to say something of a turn, it takes them to the box: it is a screen further down.
function part({ parentElement, data }) {
  const root = parentElement.querySelector(".root");
  const asked = String(data.asked);
  const again = root.dataset.asked !== undefined && root.dataset.asked !== asked;
  root.dataset.asked = asked;
  const box = document.querySelector(".st-key-say textarea");
  if (!again || !data.turn || !box) return;
  box.scrollIntoView({ block: "center" });
  box.focus({ preventScroll: true });
}
