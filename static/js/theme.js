// Loaded in the head, before first paint: the saved theme applies without a flash. Classic script on purpose.
(function () {
  "use strict";

  const KEY = "theme";
  const ORDER = ["auto", "light", "dark"];
  const root = document.documentElement;

  function saved() {
    try {
      const value = localStorage.getItem(KEY);
      return ORDER.includes(value) ? value : "auto";
    } catch {
      return "auto"; // storage is off: follow the system
    }
  }

  function apply(theme) {
    if (theme === "auto") {
      root.removeAttribute("data-theme");
    } else {
      root.dataset.theme = theme;
    }
  }

  function save(theme) {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // storage is off: the choice lasts for this page
    }
  }

  function paint(button, theme) {
    button.setAttribute("aria-label", `Theme: ${theme}. Change it`);
    for (const face of button.querySelectorAll("[data-theme-face]")) {
      face.hidden = face.dataset.themeFace !== theme;
    }
  }

  apply(saved());

  document.addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-toggle]");
    if (!button) {
      return;
    }
    let theme = saved();
    paint(button, theme);
    button.hidden = false;
    button.addEventListener("click", () => {
      theme = ORDER[(ORDER.indexOf(theme) + 1) % ORDER.length];
      apply(theme);
      save(theme);
      paint(button, theme);
    });
  });
})();
