// htmx shows the page's token with every request; forms carry it as a field.
const token = document.querySelector('meta[name="csrf"]')?.content;

document.addEventListener("htmx:configRequest", (event) => {
  if (token && event.detail.verb !== "get") event.detail.headers["X-CSRF-Token"] = token;
});
