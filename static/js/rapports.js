// Copy buttons of reading links; without JavaScript the address stays selectable.
function montrer() {
  for (const bouton of document.querySelectorAll("[data-copie][hidden]")) bouton.hidden = false;
}

if (navigator.clipboard) {
  montrer();
  document.addEventListener("htmx:afterSwap", montrer);
  document.addEventListener("click", async (evenement) => {
    const bouton = evenement.target.closest("[data-copie]");
    if (!bouton) return;
    await navigator.clipboard.writeText(document.getElementById(bouton.dataset.copie).value);
    bouton.textContent = "Copié";
    document.getElementById("annonces").textContent = "Adresse du lien copiée.";
    setTimeout(() => { bouton.textContent = "Copier"; }, 2500);
  });
}
