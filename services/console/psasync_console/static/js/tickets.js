// Tickets as they come. They are in the page as long as they are shown, at most so many, and nowhere else.
import { localise } from "./times.js";

const SHORTEST_MS = 1000;
const LONGEST_MS = 30000;

const view = document.querySelector("[data-tickets]");
const list = view.querySelector("[data-list]");
const state = view.querySelector("[data-state]");
const hold = view.querySelector("[data-hold]");
const most = Number(view.dataset.most);
const parser = document.createElement("template");

let source = null;
let place = ""; // the id to go on from
let pause = SHORTEST_MS;
let held = null; // what came since the view was paused, the newest first

function open() {
  const address = new URL(view.dataset.tickets, location.href);
  if (place) address.searchParams.set("last_event_id", place);
  source = new EventSource(address);
  source.addEventListener("open", () => {
    pause = SHORTEST_MS;
    say("Live");
  });
  source.addEventListener("ticket", take);
  source.addEventListener("gap", take);
  source.addEventListener("place", keepPlace);
  source.addEventListener("fault", () => say("The tickets relay does not answer; what it tells later still comes"));
  source.addEventListener("end", () => {
    source.close();
    say("Over: load the page again");
  });
  source.addEventListener("error", again);
}

function again() {
  if (!source || source.readyState === EventSource.OPEN) return;
  say("Not live; coming back");
  if (source.readyState !== EventSource.CLOSED) return; // the browser tries by itself, from where it was
  source = null;
  setTimeout(open, pause);
  pause = Math.min(pause * 2, LONGEST_MS);
}

function keepPlace(event) {
  if (event.lastEventId) place = event.lastEventId;
  if (source?.readyState === EventSource.OPEN) say("Live");
}

function take(event) {
  keepPlace(event);
  parser.innerHTML = event.data;
  const items = [...parser.content.children];
  if (held) {
    held.unshift(...items);
    held.length = Math.min(held.length, most);
    view.querySelector("[data-held]").textContent = `(${held.length === most ? `${most} or more` : held.length} new)`;
    return;
  }
  show(items);
}

function show(items) {
  items.forEach((item) => localise(item));
  list.prepend(...items);
  while (list.children.length > most) list.lastElementChild.remove();
  view.querySelector("[data-nothing]").hidden = list.children.length > 0;
}

function say(text) {
  if (state.textContent !== text) state.textContent = text;
}

hold.addEventListener("click", () => {
  if (held) {
    show(held);
    held = null;
    view.querySelector("[data-held]").textContent = "";
  } else {
    held = [];
  }
  hold.setAttribute("aria-pressed", String(held !== null));
  hold.querySelector("[data-hold-off]").hidden = held !== null;
  hold.querySelector("[data-hold-on]").hidden = held === null;
});

view.querySelector("[data-clear]").addEventListener("click", () => {
  list.replaceChildren();
  show([]);
});

addEventListener("pagehide", () => {
  source?.close();
  list.replaceChildren();
});
addEventListener("pageshow", (event) => {
  if (event.persisted) open();
});

open();
