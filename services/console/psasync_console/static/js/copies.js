// [data-copies] <code>…</code> <button data-copy>: what is shown once goes to the clipboard.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const code = button.closest("[data-copies]").querySelector("code");
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch {
    // Without the right to write there, it is selected for the keyboard.
    getSelection().selectAllChildren(code);
    button.textContent = "Press Ctrl+C";
  }
});
