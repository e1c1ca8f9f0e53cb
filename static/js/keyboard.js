// One-key shortcuts: j/n next, k/p previous, / search, ? cheat sheet, g then a letter. Can be switched off (WCAG 2.1.4).
const KEY = "shortcuts";
const WAIT = 1200;
const sheet = document.querySelector("[data-cheat-sheet]");
let going = 0;

function enabled() {
  try {
    return localStorage.getItem(KEY) !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem(KEY, on ? "on" : "off");
  } catch {
    // storage is off: the choice lasts for this page
  }
}

function typing(target) {
  return target.closest("input, select, textarea, [contenteditable]") !== null;
}

function follow(selector) {
  const link = document.querySelector(selector);
  link?.click();
  return link !== null;
}

function step(by) {
  const marks = [...document.querySelectorAll("[data-change]")];
  const now = marks.indexOf(document.activeElement?.closest("[data-change]"));
  const next = marks[now === -1 ? (by > 0 ? 0 : marks.length - 1) : now + by];
  if (!next) {
    return false;
  }
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "start" });
  next.dispatchEvent(new CustomEvent("change:current", { bubbles: true }));
  return true;
}

function search() {
  const boxes = [...document.querySelectorAll("[data-search]")].filter((field) => field.offsetParent !== null);
  const box = boxes.find((field) => field.closest("main")) ?? boxes[0]; // what is on the page itself comes first
  box?.focus();
  box?.select();
  return box !== undefined;
}

const ACTIONS = {
  j: () => step(1),
  n: () => step(1),
  k: () => step(-1),
  p: () => step(-1),
  "/": search,
  "?": () => {
    sheet?.showModal();
    return sheet !== null;
  },
  g: () => {
    going = Date.now();
    return true;
  },
};

function act(key) {
  if (Date.now() - going < WAIT) {
    going = 0;
    return follow(`[data-go="${CSS.escape(key)}"]`);
  }
  // A page without changes may give their keys to links of its own.
  return ACTIONS[key]?.() || follow(`[data-key="${CSS.escape(key)}"]`);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) {
    return;
  }
  if (!enabled() || sheet?.open || typing(event.target)) {
    return;
  }
  if (act(event.key)) {
    event.preventDefault();
  }
}

document.addEventListener("keydown", onKey);

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}

for (const opener of document.querySelectorAll("[data-cheat-sheet-open]")) {
  opener.hidden = false;
  opener.addEventListener("click", () => sheet?.showModal());
}

const toggle = document.querySelector("[data-shortcuts-toggle]");
if (toggle) {
  toggle.checked = enabled();
  toggle.addEventListener("change", () => remember(toggle.checked));
}
