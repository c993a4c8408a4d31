// <button data-opens="id"> opens a <dialog>; inside, [data-closes] closes it. Two clicks send one request.
// <dialog data-shows> opens by itself when htmx has filled it, and stays open over what its forms are answered.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) open(document.getElementById(opener.dataset.opens));
  if (event.target.closest?.("[data-closes]")) event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement) event.target.close(); // on its backdrop
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "get" || event.defaultPrevented) return;
  const button = form.querySelector('button[type="submit"]');
  // After the form was read: a disabled button is not sent.
  if (button) setTimeout(() => (button.disabled = true));
});

document.addEventListener("htmx:beforeRequest", (event) => lock(event, true));
document.addEventListener("htmx:afterRequest", (event) => {
  lock(event, false);
  if (event.detail.successful) event.target.closest?.("dialog:not([data-shows])")?.close();
});
document.addEventListener("htmx:afterSwap", (event) => {
  const filled = event.target.closest?.("dialog[data-shows]:not([open])");
  // A review that was under way within it when it was closed does not bring it back. What its form is answered does:
  // by then the form is no longer within it, and that a start was refused has to be seen.
  if (filled && !filled.contains(event.detail.requestConfig.elt)) open(filled);
});
addEventListener("pageshow", (event) => {
  // Back by the browser's history: the page is as it was left, with its buttons locked.
  if (event.persisted) for (const button of document.querySelectorAll("button[disabled]")) button.disabled = false;
});

function open(dialog) {
  const toasts = document.getElementById("toasts");
  dialog.showModal();
  // An open dialog lies above all else: what it comes to is said within it.
  dialog.append(toasts);
  dialog.addEventListener("close", () => document.body.append(toasts), { once: true });
}

function lock(event, locked) {
  if (!(event.target instanceof HTMLFormElement)) return;
  for (const button of event.target.querySelectorAll('button[type="submit"]')) button.disabled = locked;
}
