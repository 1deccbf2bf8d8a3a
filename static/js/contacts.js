// The contact plan's board: cards dragged from a column to another (mouse, pen), Alt + arrows from the keyboard.
// The menu of each card does the same without this file; here it sends itself as soon as one chooses.
import { annoncer } from "./echanges.js";

const SEUIL_PX = 6;
const plan = () => document.getElementById("plan");
const ecrit = () => plan()?.hasAttribute("data-ecriture");
const colonnes = () => [...plan().querySelectorAll(".pc-colonne")];

function deplacer(carte, colonne, { focus = true } = {}) {
  const { id } = carte.querySelector(".pc-nom");
  const libelle = colonne.dataset.libelle;
  window.htmx.ajax("POST", carte.dataset.adresse, {
    source: plan(), target: "#plan", select: "#plan", swap: "outerHTML", values: { etat: colonne.dataset.etat },
  }).then(() => {
    const nom = document.getElementById(id);
    if (focus) nom?.focus({ preventScroll: true });
    nom?.closest(".pc-carte").scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    annoncer(`${nom?.textContent ?? ""} : ${libelle}.`);
  });
}

document.addEventListener("keydown", (evenement) => {
  const carte = evenement.target.closest?.(".pc-carte");
  const pas = { ArrowLeft: -1, ArrowRight: 1 }[evenement.key];
  if (!carte?.dataset.adresse || !pas || !evenement.altKey || !ecrit()) return;
  evenement.preventDefault();
  const toutes = colonnes();
  const vers = toutes[toutes.indexOf(carte.closest(".pc-colonne")) + pas];
  if (vers) deplacer(carte, vers);
});

document.addEventListener("change", (evenement) => {
  const formulaire = evenement.target.closest?.(".pc-deplacer");
  if (formulaire && evenement.target.matches("select") && evenement.target.dataset.souris === "oui") formulaire.requestSubmit();
});
// A choice made with the mouse or a finger is sent at once; from the keyboard, arrows only look.
document.addEventListener("pointerdown", (evenement) => {
  const liste = evenement.target.closest?.(".pc-deplacer select");
  if (liste) liste.dataset.souris = "oui";
});
document.addEventListener("keydown", (evenement) => {
  if (evenement.target.matches?.(".pc-deplacer select")) delete evenement.target.dataset.souris;
}, true);

document.addEventListener("dragstart", (evenement) => {
  if (evenement.target.closest?.("[data-carte]")) evenement.preventDefault();
});
document.addEventListener("pointerdown", (depart) => {
  const carte = depart.target.closest?.("[data-carte]");
  if (!carte || depart.button || depart.pointerType === "touch" || depart.target.closest("select, button") || !ecrit()) return;
  const origine = carte.closest(".pc-colonne");
  const fin = new AbortController();
  const suivre = { signal: fin.signal };
  let fantome = null;
  let vise = null;

  function commencer() {
    const cadre = carte.getBoundingClientRect();
    fantome = carte.cloneNode(true);
    fantome.removeAttribute("id");
    for (const noeud of fantome.querySelectorAll("[id]")) noeud.removeAttribute("id");
    fantome.classList.add("pc-fantome");
    Object.assign(fantome.style, { width: `${cadre.width}px`, left: `${cadre.left}px`, top: `${cadre.top}px` });
    fantome.setAttribute("aria-hidden", "true");
    document.body.append(fantome);
    carte.classList.add("est-glisse");
    document.getSelection()?.removeAllRanges();
  }
  function arreter() {
    fin.abort();
    fantome?.remove();
    carte.classList.remove("est-glisse");
    vise?.classList.remove("est-vise");
  }
  document.addEventListener("pointermove", (ici) => {
    const [dx, dy] = [ici.clientX - depart.clientX, ici.clientY - depart.clientY];
    if (!fantome && Math.hypot(dx, dy) < SEUIL_PX) return;
    if (!fantome) commencer();
    ici.preventDefault();
    fantome.style.transform = `translate(${dx}px, ${dy}px)`;
    const cible = document.elementFromPoint(ici.clientX, ici.clientY)?.closest(".pc-colonne");
    if (cible === vise) return;
    vise?.classList.remove("est-vise");
    vise = cible && cible !== origine ? cible : null;
    vise?.classList.add("est-vise");
  }, suivre);
  document.addEventListener("pointerup", () => {
    const [glisse, cible] = [fantome, vise];
    arreter();
    if (!glisse) return;
    const taire = (clic) => { clic.preventDefault(); clic.stopImmediatePropagation(); };
    addEventListener("click", taire, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", taire, { capture: true }), 50);
    if (cible) deplacer(carte, cible, { focus: false });
  }, suivre);
  document.addEventListener("pointercancel", arreter, suivre);
  document.addEventListener("keydown", (evenement) => { if (evenement.key === "Escape") arreter(); }, suivre);
});
