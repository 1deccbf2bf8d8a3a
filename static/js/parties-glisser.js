// Moving a name on the drawing: dragging it with the mouse or a pen, or Alt + arrows. Fingers use the menu
// of the panel: on a phone they scroll the drawing. Arrows alone go from name to name.
const SEUIL_PX = 6;
const MAX = 4;
const FLECHES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const lire = (valeur) => (valeur === undefined || valeur === "" ? null : Number(valeur));

function valeursDe(cible) {
  if (cible.dataset.cercle) return { cercle: cible.dataset.cercle };
  if (cible.dataset.influence) return { influence: cible.dataset.influence, interet: cible.dataset.interet };
  return { influence: "", interet: "" };
}
const direCible = (cible) => (cible.dataset.libelle ? `Déplacé : ${cible.dataset.libelle}.` : "Retiré de la grille.");

export function suivreLesNoms({ carte, deplacer }) {
  const ecrit = () => carte().hasAttribute("data-ecriture");

  // ── Keyboard ──────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (evenement) => {
    const nom = evenement.target.closest?.("a.pp-nom");
    const pas = FLECHES[evenement.key];
    if (!nom || !pas || evenement.ctrlKey || evenement.metaKey) return;
    evenement.preventDefault();
    if (!evenement.altKey) allerVers(nom, pas);
    else if (ecrit() && nom.dataset.deplacer) bouger(nom, pas);
  });

  function allerVers(nom, [dx, dy]) {
    const noms = [...carte().querySelectorAll("a.pp-nom")];
    const milieu = (n) => { const c = n.getBoundingClientRect(); return [c.left + c.width / 2, c.top + c.height / 2]; };
    const [x, y] = milieu(nom);
    let meilleur = null;
    for (const autre of noms) {
      const [ax, ay] = milieu(autre);
      const avance = (ax - x) * dx + (ay - y) * dy;
      const ecart = Math.abs((ax - x) * dy) + Math.abs((ay - y) * dx);
      if (autre === nom || avance < 4) continue;
      const cout = avance + 2.5 * ecart;
      if (!meilleur || cout < meilleur.cout) meilleur = { autre, cout };
    }
    if (!meilleur) return;
    nom.setAttribute("tabindex", "-1");
    meilleur.autre.setAttribute("tabindex", "0");
    meilleur.autre.focus();
  }

  function bouger(nom, [dx, dy]) {
    if (carte().dataset.vue === "grille") {
      const case_ = nom.closest("[data-influence]");
      const ici = case_ ? [lire(case_.dataset.influence), lire(case_.dataset.interet)] : null;
      const influence = ici ? Math.max(0, Math.min(MAX, ici[0] - dy)) : 2;
      const interet = ici ? Math.max(0, Math.min(MAX, ici[1] + dx)) : 2;
      if (ici && influence === ici[0] && interet === ici[1]) return;
      deplacer(nom, { influence, interet }, `Influence ${influence}, intérêt ${interet}.`);
      return;
    }
    const cercles = [...carte().querySelectorAll("[data-cercle]")];
    const rang = cercles.indexOf(nom.closest("[data-cercle]"));
    const vers = cercles[(rang + dx + dy + cercles.length) % cercles.length];
    deplacer(nom, valeursDe(vers), direCible(vers));
  }

  // ── Pointer ───────────────────────────────────────────────────────────────
  document.addEventListener("dragstart", (evenement) => {
    if (evenement.target.closest?.("a.pp-nom")) evenement.preventDefault();
  });
  document.addEventListener("pointerdown", (depart) => {
    const nom = depart.target.closest?.("a.pp-nom[data-deplacer]");
    if (!nom || depart.button || depart.pointerType === "touch" || !ecrit()) return;
    const dessin = nom.ownerSVGElement;
    const echelle = dessin.getBoundingClientRect().width / dessin.viewBox.baseVal.width;
    const place = nom.getAttribute("transform");
    const [x, y] = place.match(/-?[\d.]+/g).map(Number);
    const origine = nom.closest("[data-cercle], [data-influence], .pp-bande");
    const fin = new AbortController();
    const suivre = { signal: fin.signal };
    let glisse = false;
    let vise = null;

    function viser(cible) {
      if (cible === vise) return;
      vise?.classList.remove("est-vise");
      vise = cible && cible !== origine ? cible : null;
      vise?.classList.add("est-vise");
    }
    function arreter() {
      fin.abort();
      nom.classList.remove("est-glisse");
      vise?.classList.remove("est-vise");
    }
    document.addEventListener("pointermove", (ici) => {
      const dx = ici.clientX - depart.clientX;
      const dy = ici.clientY - depart.clientY;
      if (!glisse && Math.hypot(dx, dy) < SEUIL_PX) return;
      if (!glisse) {
        glisse = true;
        nom.classList.add("est-glisse");
        nom.parentNode.append(nom);
      }
      nom.setAttribute("transform", `translate(${x + dx / echelle} ${y + dy / echelle})`);
      viser(document.elementFromPoint(ici.clientX, ici.clientY)?.closest("[data-cercle], [data-influence], .pp-bande") ?? null);
    }, suivre);
    document.addEventListener("pointerup", () => {
      const cible = vise;
      arreter();
      if (!glisse) return;
      // The click that follows a drag must not open the stakeholder.
      const taire = (clic) => { clic.preventDefault(); clic.stopImmediatePropagation(); };
      addEventListener("click", taire, { capture: true, once: true });
      setTimeout(() => removeEventListener("click", taire, { capture: true }), 50);
      if (cible) deplacer(nom, valeursDe(cible), direCible(cible));
      else nom.setAttribute("transform", place);
    }, suivre);
    const annuler = () => { arreter(); nom.setAttribute("transform", place); };
    document.addEventListener("pointercancel", annuler, suivre);
    document.addEventListener("keydown", (evenement) => {
      if (evenement.key !== "Escape") return;
      evenement.preventDefault();
      annuler();
    }, { ...suivre, capture: true });
  });
}
