// <button data-imprimer hidden> prints the page; stays hidden without JavaScript (the browser's menu does it).
for (const bouton of document.querySelectorAll("[data-imprimer]")) {
  bouton.hidden = false;
  bouton.addEventListener("click", () => window.print());
}
