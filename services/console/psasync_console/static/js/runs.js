// <input type="checkbox" data-ticks="name"> ticks all boxes of that name in its form.
document.addEventListener("change", (event) => {
  const name = event.target.dataset?.ticks;
  if (!name) return;
  for (const box of event.target.form.querySelectorAll(`input[name="${name}"]`)) box.checked = event.target.checked;
});

// <select data-reloads="other"> loads the page anew, without the field that its choice makes meaningless.
document.addEventListener(
  "change",
  (event) => {
    const other = event.target.dataset?.reloads;
    if (other === undefined) return;
    event.stopPropagation();
    event.target.form.elements[other]?.remove();
    event.target.form.submit();
  },
  true,
);
