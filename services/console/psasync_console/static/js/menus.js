// Menus are <details>: they work without this, and close better with it.
const open = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  const toggler = event.target.closest?.("[data-toggles]");
  if (!toggler) return;
  const shown = document.getElementById(toggler.dataset.toggles).classList.toggle("show");
  toggler.setAttribute("aria-expanded", String(shown));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
