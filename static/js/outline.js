// Marks the heading being read in the outline, and opens the folded panels where CSS cannot (no ::details-content).
const links = new Map(
  [...document.querySelectorAll(".outline a[href^='#']")].map((link) => [decodeURIComponent(link.hash.slice(1)), link]),
);

function mark(link) {
  for (const other of links.values()) {
    other.removeAttribute("aria-current");
  }
  link.setAttribute("aria-current", "location");
}

const watcher = new IntersectionObserver(
  (entries) => {
    const entry = entries.find((candidate) => candidate.isIntersecting);
    if (entry) {
      mark(links.get(entry.target.id));
    }
  },
  { rootMargin: "0px 0px -70% 0px" },
);

for (const id of links.keys()) {
  const heading = document.getElementById(id);
  if (heading) {
    watcher.observe(heading);
  }
}

if (!CSS.supports("selector(::details-content)") && matchMedia("(width >= 60rem)").matches) {
  for (const panel of document.querySelectorAll(".fold-panel")) {
    panel.open = true;
  }
}
