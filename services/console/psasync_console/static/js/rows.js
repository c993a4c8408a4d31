// Another empty row of a form: a copy of the last one.
document.addEventListener("click", (event) => {
  const adder = event.target.closest?.("[data-adds-row]");
  if (!adder) return;
  const rows = adder.closest("[data-rows]").querySelectorAll("[data-row]");
  const row = rows[rows.length - 1].cloneNode(true);
  row.querySelector(".invalid-feedback")?.remove();
  for (const field of row.querySelectorAll("input")) field.value = "";
  adder.before(row);
  row.querySelector("input").focus();
});
