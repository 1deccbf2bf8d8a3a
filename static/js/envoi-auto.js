// <form data-envoi-auto>: a change sends the filters at once (typing: after a pause), so the address follows.
const DELAI_MS = 400;
const attentes = new WeakMap();

function envoyer(formulaire) {
  clearTimeout(attentes.get(formulaire));
  // Empty fields would only lengthen the shared address.
  const vides = [...formulaire.elements].filter((champ) => champ.name && !champ.disabled && champ.value === "");
  if (!formulaire.hasAttribute("hx-get")) for (const champ of vides) champ.disabled = true;
  formulaire.requestSubmit();
  for (const champ of vides) champ.disabled = false;
}

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!detail.elt.matches("form[data-envoi-auto]")) return;
  for (const [nom, valeur] of [...detail.formData]) if (valeur === "") detail.formData.delete(nom);
});
document.addEventListener("change", (evenement) => {
  const formulaire = evenement.target.closest("form[data-envoi-auto]");
  if (formulaire && evenement.target.type !== "search" && evenement.target.type !== "text") envoyer(formulaire);
});
document.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  const formulaire = champ.closest("form[data-envoi-auto][hx-get]"); // a full reload while typing would lose the focus
  if (!formulaire || (champ.type !== "search" && champ.type !== "text")) return;
  clearTimeout(attentes.get(formulaire));
  attentes.set(formulaire, setTimeout(() => envoyer(formulaire), DELAI_MS));
});
