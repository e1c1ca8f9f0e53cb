// A menu is a <details>, which works without this. With it Escape and a click elsewhere close it.
function close(menu) {
  menu.open = false;
}

document.addEventListener("keydown", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && event.key === "Escape") {
    close(menu);
    menu.querySelector("summary").focus();
  }
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(event.target)) {
      close(menu);
    }
  }
});
