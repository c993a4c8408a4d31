// <time data-local>: the viewer's zone. With data-relative also how long ago, kept up to date.
const REFRESH_SECONDS = 30;
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const withZone = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const seconds = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const distance = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

export function localise(root) {
  const within = root instanceof Element && root.matches("time[data-local]") ? [root] : [];
  for (const time of [...within, ...root.querySelectorAll("time[data-local]")]) show(time);
}

function show(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.valueOf())) return;
  const title = time.dataset.title ?? time.title;
  time.dataset.title = title;
  time.title = title ? `${withZone.format(moment)}\n${title} for the tenant` : withZone.format(moment);
  if ("clock" in time.dataset) {
    time.textContent = (time.dataset.clock === "seconds" ? seconds : clock).format(moment);
    return;
  }
  time.textContent = "relative" in time.dataset ? near(moment) : worded(moment);
}

function worded(moment) {
  return moment.toDateString() === new Date().toDateString() ? `today, ${clock.format(moment)}` : full.format(moment);
}

function near(moment) {
  const away = (moment - Date.now()) / 1000;
  if (Math.abs(away) > 7 * 86400) return worded(moment);
  for (const [unit, size] of UNITS) {
    if (Math.abs(away) >= size) return distance.format(Math.round(away / size), unit);
  }
  return away > 5 ? "in a moment" : "just now";
}

setInterval(() => document.querySelectorAll("time[data-relative]").forEach(show), REFRESH_SECONDS * 1000);
