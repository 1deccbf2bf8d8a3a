// Header menus (<details class="t-menu">): one open at a time, closed by Escape or a click elsewhere.
const ouverts = () => document.querySelectorAll("details.t-menu[open]");

document.addEventListener("click", (evenement) => {
  for (const menu of ouverts()) if (!menu.contains(evenement.target)) menu.open = false;
});
document.addEventListener("focusin", (evenement) => {
  for (const menu of ouverts()) if (!menu.contains(evenement.target)) menu.open = false;
});
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape") return;
  for (const menu of ouverts()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// Rows of tabs that overflow on a phone: the current one is brought into sight.
for (const actif of document.querySelectorAll(":is(.t-onglets, .d-onglets ul, .f-onglets ul) [aria-current]")) {
  const rangee = actif.closest("ul");
  rangee.scrollLeft += actif.getBoundingClientRect().right - rangee.getBoundingClientRect().right + 40;
}
