// The facilitator's board: acts are sent in the background, the board follows the room, cards are dragged onto
// one another (grouped) or into another case (moved). Check boxes and numbers do the same from the keyboard.
import { annoncer, poserCartes, remplacer, sonder, suivreMinuteurs } from "./seance-commun.js";
import { suivreLeGlisser } from "./seance-glisser.js";

const conduite = document.getElementById("conduite");
const agir = document.getElementById("f-agir");
const connu = { e: conduite.dataset.etape, r: conduite.dataset.r };

function recevoir(etat) {
  if (etat.e !== connu.e) { location.reload(); return; }
  connu.r = etat.r;
  remplacer(document.getElementById("barre"), etat.zones.barre);
  remplacer(document.getElementById("cotes"), etat.zones.cotes);
  suivreMinuteurs();
  poserCartes(etat, {
    garder(ancienne, neuve) {
      const avant = ancienne.querySelector(".s-choix input");
      const apres = neuve.querySelector(".s-choix input");
      if (avant && apres) apres.checked = avant.checked;
    },
  });
  for (const [numero, [voix, priorite, phrase]] of Object.entries(etat.voix ?? {})) {
    const zone = document.querySelector(`[data-voix="${numero}"]`);
    if (!zone) continue;
    zone.innerHTML = `<strong>${voix}</strong> voix · priorité <strong>${priorite}</strong>`;
    zone.title = phrase;
    const mots = document.querySelector(`[data-phrase="${numero}"]`);
    if (mots) mots.textContent = phrase;
  }
}

const sonde = sonder({
  adresse: () => `${conduite.dataset.etat}?${new URLSearchParams(connu)}`,
  periode: () => 2000,
  connue: conduite.dataset.etag,
  recevoir,
  panne: () => prevenir("La connexion est perdue. Ce qui est à l’écran y reste ; réessayez quand le réseau revient.", "est-alerte"),
  retour: () => document.querySelector("[data-note-seance]")?.remove(),
});

function prevenir(texte, classe) {
  document.querySelector("[data-note-seance]")?.remove();
  const note = document.createElement("div");
  note.className = `t-note ${classe}`;
  note.dataset.noteSeance = "";
  note.setAttribute("role", classe === "est-erreur" ? "alert" : "status");
  note.textContent = texte;
  document.getElementById("messages").append(note);
}

async function envoyer(champs) {
  champs.append("e", connu.e);
  champs.append("r", connu.r);
  try {
    const reponse = await fetch(agir.action, { method: "POST", body: champs, headers: { Accept: "application/json" } });
    if (reponse.redirected) { location.reload(); return; }
    const etat = await reponse.json();
    if (!reponse.ok) { prevenir(etat.message ?? "Cela n’a pas pu se faire : réessayez.", "est-erreur"); return; }
    document.querySelector("[data-note-seance]")?.remove();
    for (const id of ["numeros", "texte", "motif"]) { const champ = document.getElementById(id); if (champ) champ.value = ""; }
    for (const case_ of document.querySelectorAll(".s-choix input:checked")) case_.checked = false;
    sonde.oublier();
    recevoir(etat);
    annoncer(etat.message);
  } catch {
    prevenir("La connexion est perdue : rien n’a été fait. Réessayez quand le réseau revient.", "est-erreur");
  }
}

agir.addEventListener("submit", (evenement) => {
  evenement.preventDefault();
  const champs = new URLSearchParams(new FormData(agir, evenement.submitter));
  const acte = champs.get("acte") ?? "";
  if (acte === "etape:close" && !confirm("Clore la séance ? Ce qui est gardé rejoint la matrice. Vous pourrez la rouvrir.")) return;
  if (acte.startsWith("ecarter:") && !champs.get("motif")?.trim()) {
    const motif = prompt(`Pourquoi le groupe écarte-t-il « ${evenement.submitter.dataset.motif} » ?`);
    if (!motif?.trim()) return;
    champs.set("motif", motif.trim());
  }
  envoyer(champs);
});

suivreLeGlisser(document.getElementById("tableau"), {
  regrouper(cartes, cible) { envoyerActe("regrouper", [cible, ...cartes]); },
  deplacer(cartes, code) { envoyerActe(`deplacer:${code}`, cartes); },
  possible: () => !["preparation", "close"].includes(connu.e),
});

function envoyerActe(acte, numeros) {
  const champs = new URLSearchParams({ acte, csrfmiddlewaretoken: agir.querySelector("[name=csrfmiddlewaretoken]").value });
  for (const numero of numeros) champs.append("carte", numero);
  envoyer(champs);
}
