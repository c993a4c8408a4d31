// What is pressed is not swapped away before it is let go: that click would go nowhere.
let pressed = null;
const waiting = new Map(); // element that is to change -> what changes it

const holds = (region) => pressed !== null && region.contains(pressed);

function letGo() {
  pressed = null;
  // The click itself comes right after, and first.
  setTimeout(() => {
    if (pressed) return; // again: what waits goes on waiting
    const changes = [...waiting];
    waiting.clear();
    for (const [region, change] of changes) if (region.isConnected) change();
  });
}

addEventListener("pointerdown", (event) => (pressed = event.target), true);
addEventListener("keydown", (event) => event.key === " " && (pressed = event.target), true);
for (const end of ["pointerup", "pointercancel", "keyup"]) addEventListener(end, letGo, true);
addEventListener("blur", letGo); // of the window: it is let go elsewhere

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (!event.detail.shouldSwap || requestConfig.verb !== "get" || !holds(target)) return;
  event.detail.shouldSwap = false;
  // Asked for again: by then there may be newer news.
  waiting.set(target, () => window.htmx.ajax("get", requestConfig.path, { source: requestConfig.elt }));
});

document.addEventListener("htmx:sseBeforeMessage", (event) => {
  const region = event.target;
  if (!holds(region)) return;
  event.preventDefault();
  waiting.set(region, () => window.htmx.swap(region, event.detail.data, { swapStyle: "innerHTML" }));
});
