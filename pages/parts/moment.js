// What the parts of a call tell each other: "here" is a moment somebody went to. They lie in one document, so a click on
// the timeline reaches the transcript and the player without a round trip to the server.
const HERE = "pitchcheck-here";

function player() {
  return document.querySelector(".st-key-player audio");
}

function goTo(moment) {
  window.dispatchEvent(new CustomEvent(HERE, { detail: moment }));
  const audio = player();
  if (!audio || moment.at === null || moment.at === undefined) return;
  const play = () => {
    audio.currentTime = moment.at;
    audio.play().catch(() => {}); // a browser that forbids sound before a click still shows the moment
  };
  // The player goes to its own start once it knows the file, so a click before that waits for it.
  if (audio.readyState >= HTMLMediaElement.HAVE_METADATA) play();
  else audio.addEventListener("loadedmetadata", () => setTimeout(play), { once: true });
}

// Listens until the part is drawn anew or leaves the page.
function listens(root, listeners) {
  root.listening?.abort();
  root.listening = new AbortController();
  const options = { signal: root.listening.signal, capture: true };
  window.addEventListener(HERE, (event) => listeners.here(event.detail), options);
  document.addEventListener("timeupdate", (event) => event.target === player() && listeners.plays(event.target.currentTime), options);
  return () => root.listening.abort();
}

function clock(seconds) {
  const whole = Math.floor(seconds), minutes = Math.floor(whole / 60), two = (n) => String(n).padStart(2, "0");
  return minutes < 60 ? `${minutes}:${two(whole % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}
