// Draws the table of each [data-chart] as bars or lines, in the colours of the theme.
const drawn = new Map();

function shown(milliseconds) {
  const seconds = milliseconds / 1000;
  if (seconds < 10) return `${Math.round(seconds * 10) / 10} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min`;
}

const numbers = new Intl.NumberFormat(undefined);
const compact = new Intl.NumberFormat(undefined, { notation: "compact" });
const words = { number: (value) => numbers.format(value), duration: shown };
const ticks = { number: (value) => compact.format(value), duration: shown };

function read(figure) {
  const heads = [...figure.querySelectorAll("thead th")].slice(1);
  const rows = [...figure.querySelectorAll("tbody tr")];
  return {
    labels: rows.map((row) => row.cells[0].textContent),
    series: heads.map((head, index) => ({
      name: head.textContent,
      tone: head.dataset.tone,
      values: rows.map((row) => {
        const value = row.cells[index + 1].dataset.value;
        return value === "" ? null : Number(value);
      }),
    })),
  };
}

// A property may be written in terms of others: the browser works it out for an element that is coloured by it.
function colours(figure) {
  const probe = document.createElement("i");
  probe.hidden = true;
  figure.append(probe);
  const found = {};
  for (const name of ["secondary", "border-color", ...[...figure.querySelectorAll("[data-tone]")].map((head) => head.dataset.tone)]) {
    probe.style.color = `var(--tblr-${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return (name) => found[name];
}

function draw(figure) {
  drawn.get(figure)?.destroy();
  const colour = colours(figure);
  const { labels, series } = read(figure);
  const kind = figure.dataset.chart;
  const unit = figure.dataset.unit;
  const stacked = "stacked" in figure.dataset;
  const canvas = document.createElement("canvas");
  figure.querySelector(".console-chart-canvas").replaceChildren(canvas);
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const muted = colour("secondary");
  const chart = new window.Chart(canvas, {
    type: kind,
    data: {
      labels,
      datasets: series.map((each) => ({
        label: each.name,
        data: each.values,
        backgroundColor: colour(each.tone),
        borderColor: colour(each.tone),
        borderWidth: kind === "line" ? 2 : 0,
        borderRadius: 2,
        pointRadius: kind === "line" ? 2 : 0,
        maxBarThickness: 28,
        spanGaps: true,
        tension: 0.3,
      })),
    },
    options: {
      animation: still ? false : { duration: 250 },
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      color: muted,
      scales: {
        x: { stacked, grid: { display: false }, ticks: { color: muted, maxRotation: 0, autoSkipPadding: 12 } },
        y: {
          stacked,
          beginAtZero: true,
          grid: { color: colour("border-color") },
          border: { display: false },
          ticks: { color: muted, precision: 0, maxTicksLimit: 5, callback: ticks[unit] },
        },
      },
      plugins: {
        legend: {
          display: series.length > 1,
          position: "bottom",
          labels: { color: muted, boxWidth: 10, boxHeight: 10, padding: 12 },
        },
        tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${words[unit](item.parsed.y)}` } },
      },
    },
  });
  drawn.set(figure, chart);
}

function all(root = document) {
  for (const [figure, chart] of drawn) {
    if (figure.isConnected) continue;
    chart.destroy();
    drawn.delete(figure);
  }
  root.querySelectorAll("[data-chart]").forEach(draw);
}

all();
document.addEventListener("psasync:theme", () => all());
document.addEventListener("htmx:afterSwap", (event) => all(event.target));
