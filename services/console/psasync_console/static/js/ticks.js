// One box ticks all in its form. What is unfolded stays so when the server draws the list anew.
document.addEventListener("change", (event) => {
  if (!event.target.matches?.("[data-ticks-all]")) return;
  for (const box of event.target.form.querySelectorAll('input[type="checkbox"][name]')) box.checked = event.target.checked;
});

const unfolded = (region) =>
  [...region.querySelectorAll("details[open][data-code]")].map((fold) => fold.dataset.code);
const asked = new WeakMap(); // region -> what was unfolded when it was asked for

document.addEventListener("htmx:configRequest", (event) => {
  const region = event.detail.elt;
  if (!region.matches("[data-keeps-open]")) return;
  const open = unfolded(region);
  event.detail.parameters.open = open;
  asked.set(region, open.join());
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const region = event.detail.target;
  if (!asked.has(region) || asked.get(region) === unfolded(region).join()) return;
  // Somebody has unfolded another one while the answer was under way.
  event.detail.shouldSwap = false;
  setTimeout(() => window.htmx.trigger(region, "psasync:unfolded"));
});
