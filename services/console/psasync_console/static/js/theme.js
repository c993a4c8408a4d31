// Before anything is painted: the theme that was chosen in this browser, else that of its system.
"use strict";
(() => {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("psasync-theme") || "auto";
    } catch {
      return "auto";
    }
  };
  const apply = () => {
    const choice = chosen();
    const root = document.documentElement;
    root.dataset.themeChoice = choice;
    root.setAttribute("data-bs-theme", choice === "auto" ? (system.matches ? "dark" : "light") : choice);
    document.dispatchEvent(new CustomEvent("psasync:theme"));
  };
  system.addEventListener("change", apply);
  addEventListener("storage", apply);
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-theme-next]")) return;
    const order = ["auto", "light", "dark"];
    try {
      localStorage.setItem("psasync-theme", order[(order.indexOf(chosen()) + 1) % order.length]);
    } catch {
      // Without storage the choice does not outlive the page, which then follows the system.
    }
    apply();
  });
  apply();
})();
