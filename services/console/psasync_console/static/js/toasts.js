// Good news goes by itself; bad news stays until it is dismissed.
const SECONDS = 6;
const place = document.getElementById("toasts");

const settle = (toast) => {
  if (toast instanceof Element && toast.matches(".alert-success, .alert-info")) {
    setTimeout(() => toast.remove(), SECONDS * 1000);
  }
};

for (const toast of place.children) settle(toast);
new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach(settle))).observe(place, {
  childList: true,
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-dismiss]")) event.target.closest(".alert")?.remove();
});

// htmx shows what the console answers; this is for when nothing answers.
document.addEventListener("htmx:sendError", () => say("The console does not answer. Check your connection, then try again."));
document.addEventListener("htmx:timeout", () => say("The console took too long to answer. Try again."));

export function say(text) {
  const toast = document.createElement("div");
  toast.className = "alert alert-danger alert-dismissible console-toast";
  toast.setAttribute("role", "alert");
  const words = document.createElement("div");
  words.textContent = text;
  const close = document.createElement("button");
  close.className = "btn-close";
  close.type = "button";
  close.setAttribute("data-dismiss", "");
  close.setAttribute("aria-label", "Close");
  toast.append(words, close);
  place.append(toast);
}
