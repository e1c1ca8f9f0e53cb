// Copy buttons: [data-copy="text"], or [data-copy-from="id"] to take an element's text. Hidden until they can work.
const SHOWN_FOR = 1800;

async function copy(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  // Plain http offers no clipboard API; the old command still works from a click.
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

function textOf(button) {
  const source = document.getElementById(button.dataset.copyFrom ?? "");
  return source ? source.textContent.trim().replace(/\s+/g, " ") : button.dataset.copy;
}

function announce(message) {
  const region = document.getElementById("announcer");
  if (region) {
    region.textContent = message;
  }
}

async function onClick(event) {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (!button) {
    return;
  }
  await copy(textOf(button));
  button.dataset.copied = "";
  announce(`${button.dataset.copyName ?? "Text"} copied`);
  setTimeout(() => delete button.dataset.copied, SHOWN_FOR);
}

for (const button of document.querySelectorAll(".copy[hidden]")) {
  button.hidden = false;
}
document.addEventListener("click", onClick);
