// What surrounds htmx exchanges: focus, announcements, network errors told in words.
const annonces = document.getElementById("annonces");

export function annoncer(texte) {
  if (annonces) annonces.textContent = texte;
}

function prevenir(texte) {
  const zone = document.getElementById("messages");
  if (!zone) return;
  const note = document.createElement("div");
  note.className = "t-note est-erreur";
  note.setAttribute("role", "alert");
  note.dataset.reseau = "";
  note.textContent = texte;
  zone.querySelector("[data-reseau]")?.remove();
  zone.append(note);
}

// A form that comes back with errors: the summary takes the focus.
function porterLeFocus(racine) {
  racine.querySelector?.("[data-focus]")?.focus();
}
porterLeFocus(document);

document.addEventListener("htmx:afterSwap", (evenement) => {
  document.querySelector("#messages [data-reseau]")?.remove();
  porterLeFocus(evenement.detail.elt);
});
document.addEventListener("htmx:sendError", () => {
  prevenir("La connexion est perdue. Votre saisie est gardée : réessayez quand le réseau revient.");
});
document.addEventListener("htmx:timeout", () => {
  prevenir("Le serveur met trop de temps à répondre. Votre saisie est gardée : réessayez dans un instant.");
});
document.addEventListener("htmx:responseError", (evenement) => {
  const statut = evenement.detail.xhr.status;
  if (statut === 403) prevenir("Vous n’avez pas le droit de faire cela, ou votre session a expiré. Rechargez la page.");
  else if (statut === 404) prevenir("Cet élément n’existe plus. Rechargez la page.");
  else prevenir("Une erreur s’est produite de notre côté. Votre saisie est gardée : réessayez dans un instant.");
});
