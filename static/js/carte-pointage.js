// What a mark says when pointed at: its name under the pointer, its popup when opened.
import { bulle } from "./carte-bulle.js";
import { deLat, deLon, trouver, versLat, versLon } from "./carte-marques.js";

export class Pointage {
  // plan: the open map (carte-plan.js); zoomMax: its closest zoom.
  constructor(plan, { zoomMax }) {
    Object.assign(this, { plan, zoomMax });
    plan.carte.on("click", (e) => this.cliquer(e));
    plan.carte.on("mousemove", (e) => this.survoler(e));
    plan.carte.on("mouseout", () => this.montrerNom(""));
  }

  sous({ latlng }) {
    const { plan } = this;
    return trouver(plan.visibles, 256 * 2 ** plan.carte.getZoom(), deLon(latlng.lng), deLat(latlng.lat));
  }

  cliquer(evenement) {
    const marque = this.sous(evenement);
    if (marque) this.ouvrirBulle(marque, null);
  }

  survoler(evenement) {
    const { plan } = this;
    const marque = this.sous(evenement);
    plan.plan.classList.toggle("sur-marque", Boolean(marque));
    if (marque !== this.survolee) {
      this.survolee = marque;
      plan.choisir(marque?.n === 1 ? marque.points[0]?.reference : null);
    }
    if (marque) this.montrerNom(plan.nommer(marque), evenement.containerPoint);
    else this.montrerNom(plan.fond.communeSous(plan.toileFond.ctx, deLon(evenement.latlng.lng), deLat(evenement.latlng.lat), plan.carte.getZoom()), evenement.containerPoint);
  }

  // One label that follows the pointer; the buttons say the same to screen readers.
  montrerNom(texte, point) {
    const { plan } = this;
    if (!this.nom) {
      this.nom = document.createElement("div");
      this.nom.className = "te-nom-survole";
      this.nom.setAttribute("aria-hidden", "true");
      plan.plan.append(this.nom);
    }
    this.nom.hidden = !texte;
    if (!texte) return;
    if (this.nom.textContent !== texte) this.nom.textContent = texte;
    const droite = point.x > plan.plan.clientWidth / 2;
    this.nom.style.transform = `translate(${Math.round(point.x + (droite ? -14 : 14))}px, ${Math.round(point.y + 14)}px)${droite ? " translateX(-100%)" : ""}`;
  }

  ouvrirBulle(marque, bouton) {
    const { plan } = this;
    const popup = plan.L.popup({ autoPanPaddingTopLeft: [10, 10], autoPanPaddingBottomRight: [66, 10], maxWidth: Math.min(320, plan.plan.clientWidth - 120), minWidth: 160, offset: [0, -marque.rayon + 4], closeButton: true });
    popup.setLatLng([versLat(marque.y), versLon(marque.x)]).setContent(bulle(marque, {
      base: plan.cadre.dataset.acteurs, lieu: plan.lieuDe(marque), forme: (c) => plan.forme(c), libelle: (c) => plan.libelle(c),
      peutApprocher: (m) => plan.carte.getZoom() < this.zoomMax && !(m.parts === 1 && m.memeLieu),
      approcher: (m) => { popup.remove(); plan.approcher(m); plan.plan.focus({ preventScroll: true }); },
      lister: plan.liste ? (boite) => { popup.remove(); plan.outils.chercher(boite); } : null,
    }));
    popup.on("remove", () => {
      if (this.bulle !== popup) return;
      this.bulle = null;
      plan.plan.classList.remove("a-bulle");
      const actif = document.activeElement;
      if (actif === document.body || popup.getElement()?.contains(actif)) (plan.clavier.bouton(marque) ?? plan.plan).focus({ preventScroll: true });
    });
    this.montrerNom("");
    popup.openOn(plan.carte);
    this.bulle = popup;
    plan.plan.classList.add("a-bulle");
    const boite = popup.getElement();
    boite.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
    boite.setAttribute("role", "dialog");
    boite.setAttribute("aria-label", plan.nommer(marque));
    if (bouton) boite.querySelector("a[href]:not(.leaflet-popup-close-button), button")?.focus({ preventScroll: true });
    if (marque.n === 1) plan.choisir(marque.points[0]?.reference);
  }
}
