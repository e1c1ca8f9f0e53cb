// Filters a list of checkboxes by letters: what is checked stays in sight. Without this the list is whole, and works.
for (const field of document.querySelectorAll("[data-filter]")) {
  const box = field.querySelector("input");
  const told = field.querySelector("[role=status]");
  const list = document.getElementById(field.dataset.filter);
  const rows = [...list.querySelectorAll("[data-filtered]")];

  const matching = () => rows.filter((row) => !row.hidden && !row.hasAttribute("data-kept"));

  const filter = () => {
    const letters = box.value.trim().toLowerCase();
    for (const row of rows) {
      const fits = row.textContent.toLowerCase().includes(letters);
      const checked = row.querySelector("input").checked;
      row.hidden = !fits && !checked;
      row.toggleAttribute("data-kept", !fits && checked);
    }
    for (const group of list.children) {
      group.hidden = group.querySelector("[data-filtered]:not([hidden])") === null;
    }
    told.textContent = letters ? `${matching().length} match.` : "";
  };

  box.addEventListener("input", filter);
  box.addEventListener("keydown", (event) => {
    const first = matching()[0]?.querySelector("input");
    if (event.key === "Enter") {
      event.preventDefault(); // would send the form
      if (first && box.value.trim()) {
        first.checked = !first.checked;
        told.textContent = `${first.checked ? "Checked" : "Unchecked"}: ${document.querySelector(`label[for="${first.id}"]`).textContent}.`;
        box.select();
      }
    } else if (event.key === "ArrowDown" && first) {
      event.preventDefault();
      first.focus();
    }
  });
}
