// Signing out leaves no draft behind in this browser; it warns first when some are not saved yet.
import { enAttente, toutEffacer } from "./brouillons.js";

document.addEventListener("submit", (evenement) => {
  const formulaire = evenement.target;
  if (!new URL(formulaire.action, location.href).pathname.endsWith("/logout/") || evenement.defaultPrevented) return;
  if (enAttente() && !confirm("Des réponses gardées sur cet appareil ne sont pas encore enregistrées. Se déconnecter et les effacer ?")) {
    evenement.preventDefault();
    return;
  }
  toutEffacer();
  navigator.serviceWorker?.getRegistrations().then((tous) => tous.forEach((travail) => travail.unregister())).catch(() => {});
});
