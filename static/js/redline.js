// The redline page: "Change 3 of 12", unchanged text unfolded on request, moved text followed to its other end.
const bar = document.querySelector("[data-redline-bar]");
const changes = [...document.querySelectorAll("[data-change]")];
const folds = [...document.querySelectorAll("details.fold")];
const count = document.querySelector("[data-redline-count]");

function show(change) {
  const at = changes.indexOf(change);
  if (at >= 0 && count) {
    count.textContent = `Change ${at + 1} of ${changes.length}`;
  }
}

function openAround(id) {
  const target = id ? document.getElementById(id) : null;
  const fold = target?.closest("details.fold");
  if (fold) {
    fold.open = true;
    target.scrollIntoView({ block: "center" });
  }
}

function toggleFolds(button) {
  const open = button.getAttribute("aria-pressed") !== "true";
  button.setAttribute("aria-pressed", String(open));
  for (const fold of folds) {
    fold.open = open;
  }
}

document.addEventListener("change:current", (event) => show(event.target));
document.addEventListener("focusin", (event) => show(event.target.closest("[data-change]")));
window.addEventListener("hashchange", () => openAround(decodeURIComponent(location.hash.slice(1))));
openAround(decodeURIComponent(location.hash.slice(1)));

for (const tool of bar?.querySelectorAll("[hidden]") ?? []) {
  tool.hidden = false;
}
const unfold = document.querySelector("[data-unfold]");
unfold?.addEventListener("click", () => toggleFolds(unfold));
document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
