// Open data: copy a text shown in a field.   [data-copie="id of the field"]
for (const bouton of document.querySelectorAll("[data-copie]")) {
  if (!navigator.clipboard) break;
  bouton.hidden = false;
  bouton.addEventListener("click", async () => {
    const champ = document.getElementById(bouton.dataset.copie);
    await navigator.clipboard.writeText(champ.value);
    const annonces = document.getElementById("annonces");
    if (annonces) annonces.textContent = "Code copié.";
    bouton.lastChild.textContent = " Code copié";
  });
}
