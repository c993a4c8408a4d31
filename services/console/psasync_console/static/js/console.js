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

const chart = () => document.querySelector("[data-chart]") && import("./charts.js");
chart();
document.addEventListener("htmx:afterSwap", chart);
