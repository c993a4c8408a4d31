// Says so when what is live is not: a stream that broke, a browser that is offline.
const banner = document.getElementById("offline");
const broken = new Set();
let timer = 0;

function tell() {
  if (!banner) return;
  const lost = broken.size > 0 || !navigator.onLine;
  clearTimeout(timer);
  // A reconnect that takes a moment is no news.
  if (lost) timer = setTimeout(() => (banner.hidden = false), 1500);
  else banner.hidden = true;
}

document.addEventListener("htmx:sseError", (event) => {
  broken.add(event.target);
  tell();
});
document.addEventListener("htmx:sseOpen", (event) => {
  broken.delete(event.target);
  tell();
  // What was missed meanwhile is asked for.
  if (event.target.dataset.opened) window.htmx.trigger(event.target, "psasync:reconnected");
  event.target.dataset.opened = "true";
});
document.addEventListener("htmx:sseClose", (event) => {
  broken.delete(event.target);
  tell();
});
addEventListener("online", tell);
addEventListener("offline", tell);
// A page that is left closes its stream by itself, and that is no fault.
addEventListener("pagehide", () => broken.clear());
