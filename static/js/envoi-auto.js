// <form data-envoi-auto>: a change sends the filters at once (typing: after a pause), so the address follows.
// While one types, the first results are a step of the history, the next ones take its place;
// what the results say of themselves (data-annonce) is read out.
import { annoncer } from "./echanges.js";

const DELAI_MS = 250;
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
// A burst of typing is one step back.
function enFrappe(formulaire, oui) {
  if (!formulaire.hasAttribute("hx-push-url")) return;
  const suite = oui && formulaire.dataset.frappe !== undefined;
  formulaire.setAttribute("hx-push-url", suite ? "false" : "true");
  formulaire.setAttribute("hx-replace-url", suite ? "true" : "false");
  if (oui) formulaire.dataset.frappe = "";
  else delete formulaire.dataset.frappe;
}
document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (!detail.requestConfig?.elt?.matches?.("form[data-envoi-auto]")) return;
  const texte = document.querySelector("[data-annonce]")?.textContent.replace(/\s+/g, " ").trim();
  if (texte) annoncer(texte);
});
document.addEventListener("change", (evenement) => {
  // A filter may live outside its form, named by its « form » attribute.
  const formulaire = evenement.target.form?.closest("form[data-envoi-auto]");
  if (formulaire) enFrappe(formulaire, false);
  if (formulaire && evenement.target.type !== "search" && evenement.target.type !== "text") envoyer(formulaire);
});
document.addEventListener("input", (evenement) => {
  const champ = evenement.target;
  const formulaire = champ.closest("form[data-envoi-auto][hx-get]"); // a full reload while typing would lose the focus
  if (!formulaire || (champ.type !== "search" && champ.type !== "text")) return;
  clearTimeout(attentes.get(formulaire));
  attentes.set(formulaire, setTimeout(() => { enFrappe(formulaire, true); envoyer(formulaire); }, DELAI_MS));
});
