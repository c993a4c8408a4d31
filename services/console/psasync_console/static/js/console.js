// What every page needs. Modules are loaded after the page was read, in order, before DOMContentLoaded.
import "./csrf.js";
import "./menus.js";
import "./dialogs.js";
import "./presses.js";
import "./toasts.js";
import "./copies.js";
import { localise } from "./times.js";
import "./live.js";

localise(document);
document.addEventListener("htmx:afterSwap", (event) => localise(event.target));
document.addEventListener("htmx:sseMessage", (event) => localise(event.target));

// A page that is left takes what it still loads with it, and that is no fault.
let left = false;
addEventListener("beforeunload", () => (left = true));
addEventListener("pageshow", () => (left = false));

async function chart() {
  if (!document.querySelector("[data-chart]")) return;
  try {
    await import("./charts.js");
  } catch (fault) {
    if (!left && navigator.onLine) throw fault; // without a network the banner says so, and the table tells the figures
  }
}
chart();
document.addEventListener("htmx:afterSwap", chart);
