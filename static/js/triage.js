// Triage by keyboard: j/k move among the reviews, x chooses, t/n/a/e act on what is chosen, or on the one where one is.
// Without this the list is a form with checkboxes and buttons, and works.
const form = document.querySelector("[data-triage]");
const reason = form?.querySelector("[name=reason]");
let wanted = null;

function enabled() {
  try {
    return localStorage.getItem("shortcuts") !== "off";
  } catch {
    return true;
  }
}

function rows() {
  return [...form.querySelectorAll("[data-row]")];
}

function current() {
  return document.activeElement?.closest("[data-row]") ?? null;
}

function go(row) {
  row?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const now = all.indexOf(current());
  go(all[now === -1 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)]);
}

function box(row) {
  return row.querySelector("input[type=checkbox]");
}

function choose() {
  const row = current() ?? rows()[0];
  if (row) {
    box(row).checked = !box(row).checked;
    go(row);
  }
}

function act(button) {
  const row = current();
  if (!rows().some((each) => box(each).checked) && row) {
    box(row).checked = true;
  }
  if (button.value !== "take" && !reason.value.trim()) {
    wanted = { button, row };
    reason.focus();
    return;
  }
  form.requestSubmit(button);
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !enabled()) {
    return;
  }
  if (document.querySelector("dialog[open]") || event.target.closest("input:not([type=checkbox]), select, textarea")) {
    return;
  }
  const button = form.querySelector(`[data-act="${CSS.escape(event.key)}"]`);
  const keys = { j: () => step(1), k: () => step(-1), x: choose, r: () => reason.focus(), o: () => current()?.querySelector("a")?.click() };
  const deed = keys[event.key] ?? (button ? () => act(button) : null);
  if (deed) {
    event.preventDefault();
    deed();
  }
}

function onReasonKey(event) {
  if (event.key === "Escape") {
    go(wanted?.row ?? rows()[0]);
    wanted = null;
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && wanted && reason.value.trim()) {
    event.preventDefault();
    form.requestSubmit(wanted.button);
  }
}

if (form) {
  document.addEventListener("keydown", onKey);
  reason.addEventListener("keydown", onReasonKey);
}
