// Marks for the keyboard and for screen readers: real buttons laid over the canvas, one tab stop for
// all of them, N and P (or Home, End) from one to the next, Enter to open.
const BOUTONS_MAX = 80;

export class Clavier {
  constructor({ plan, panneau, nommer, placer, ouvrir, viser }) {
    Object.assign(this, { plan, nommer, placer, ouvrir, viser });
    this.groupe = document.createElement("div");
    this.groupe.className = "te-marques leaflet-zoom-hide";
    this.groupe.setAttribute("role", "group");
    this.groupe.setAttribute("aria-label", "Acteurs et groupes de la vue. N et P pour passer de l’un à l’autre, Entrée pour ouvrir.");
    panneau.append(this.groupe);
    this.boutons = [];
    this.rang = 0;
    this.groupe.addEventListener("click", (evenement) => {
      evenement.stopPropagation(); // a click of the map would close the popup
      const bouton = evenement.target.closest("button");
      if (bouton) this.ouvrir(bouton.marque, bouton);
    });
    this.groupe.addEventListener("focusin", ({ target }) => {
      const rang = this.boutons.indexOf(target);
      if (rang >= 0) { this.activer(rang); this.viser(target.marque); }
    });
    this.groupe.addEventListener("focusout", () => this.viser(null));
    plan.addEventListener("keydown", (evenement) => this.toucher(evenement));
  }

  toucher(evenement) {
    if (evenement.ctrlKey || evenement.metaKey || evenement.altKey || evenement.target.closest(".leaflet-popup, input, select")) return;
    const touche = evenement.key.toLowerCase();
    const dedans = this.groupe.contains(evenement.target);
    let rang = null;
    if (touche === "n") rang = dedans ? this.rang + 1 : this.rang;
    else if (touche === "p") rang = dedans ? this.rang - 1 : this.visibles - 1;
    else if (dedans && touche === "home") rang = 0;
    else if (dedans && touche === "end") rang = this.visibles - 1;
    if (rang === null || !this.visibles) return;
    evenement.preventDefault();
    evenement.stopPropagation();
    this.porter((rang + this.visibles) % this.visibles);
  }

  porter(rang) {
    this.activer(rang);
    this.boutons[rang]?.focus({ preventScroll: true });
  }

  activer(rang) {
    this.rang = rang;
    this.boutons.forEach((bouton, i) => { bouton.tabIndex = i === rang ? 0 : -1; });
  }

  // The marks of the view, in reading order: rows from the north, then from the west.
  montrer(marques, centre) {
    const actif = document.activeElement;
    const suivi = this.groupe.contains(actif) ? actif.marque : null;
    const choisies = marques.length > BOUTONS_MAX
      ? [...marques].sort((a, b) => Math.hypot(a.x - centre.x, a.y - centre.y) - Math.hypot(b.x - centre.x, b.y - centre.y)).slice(0, BOUTONS_MAX)
      : [...marques];
    const placees = choisies.map((marque) => ({ marque, ...this.placer(marque) }));
    placees.sort((a, b) => Math.round(a.py / 60) - Math.round(b.py / 60) || a.px - b.px);
    while (this.boutons.length < placees.length) {
      const bouton = document.createElement("button");
      bouton.type = "button";
      this.boutons.push(bouton);
      this.groupe.append(bouton);
    }
    this.visibles = placees.length;
    let garde = 0;
    for (const [i, bouton] of this.boutons.entries()) {
      const place = placees[i];
      bouton.hidden = !place;
      bouton.marque = place?.marque ?? null;
      if (!place) continue;
      const nom = this.nommer(place.marque);
      if (bouton.nom !== nom) { bouton.nom = nom; bouton.setAttribute("aria-label", nom); }
      const cote = `${Math.round(place.marque.rayon * 2 + 4)}px`;
      if (bouton.style.width !== cote) bouton.style.width = bouton.style.height = cote;
      bouton.style.transform = `translate3d(${Math.round(place.px)}px, ${Math.round(place.py)}px, 0) translate(-50%, -50%)`;
      if (suivi && memeMarque(suivi, place.marque)) garde = i;
    }
    this.activer(garde);
    if (suivi) {
      if (this.visibles) this.boutons[garde].focus({ preventScroll: true });
      else this.plan.focus({ preventScroll: true });
    }
  }

  choisir(reference) {
    for (const bouton of this.boutons) bouton.classList.toggle("est-choisi", Boolean(bouton.marque?.points.some((p) => p.reference === reference)));
  }

  bouton(marque) {
    return this.boutons.find((b) => b.marque && memeMarque(b.marque, marque));
  }

  retirer() { this.groupe.remove(); }
}

export function memeMarque(a, b) {
  if (a === b) return true;
  if (a.points.length && b.points.length) return a.points[0].reference === b.points[0].reference && a.n === b.n;
  return a.n === b.n && Math.abs(a.x - b.x) < 1e-9 && Math.abs(a.y - b.y) < 1e-9;
}
