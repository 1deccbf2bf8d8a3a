// Commands of the open map: zoom, fit, position, full screen, print, « search here », the list that follows.
// Their words come from the template (data-commandes) of templates/territoires/cadre_carte.html.
import { avec, ecrireCadre, lireCadre } from "./carte-adresse.js";
import { deLat, deLon } from "./carte-marques.js";

const SUIVRE = "terreau-carte-suivre";
const KILOMETRES = [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const ETATS = {
  reseau: "Réseau perdu : la carte garde ce qu’elle a déjà lu.",
  session: "Votre session a pris fin, ou ce droit a changé. Rechargez la page.",
};

export class Outils {
  constructor(plan) {
    this.plan = plan;
    const { L, carte } = plan;
    const modele = plan.cadre.querySelector("[data-commandes]").content.cloneNode(true);
    this.barre = modele.querySelector(".te-barre");
    this.commandes = [...modele.querySelectorAll(".te-sur")];
    plan.plan.append(...this.commandes);
    for (const commande of this.commandes) {
      L.DomEvent.disableClickPropagation(commande);
      L.DomEvent.disableScrollPropagation(commande);
    }
    const dans = (nom) => [plan.plan, this.barre].map((r) => r.querySelector(`[data-geste="${nom}"]`)).find(Boolean);
    this.boutons = Object.fromEntries(["plus", "moins", "cadrer", "situer", "plein", "imprimer", "zone", "reessayer", "suivre", "aller", "dessin"].map((n) => [n, dans(n)]));
    this.etat = plan.plan.querySelector("[data-carte-etat]");
    this.compte = this.barre.querySelector("[data-carte-compte]");
    this.echelle = plan.plan.querySelector("[data-carte-echelle]");
    const b = this.boutons;
    b.plus.addEventListener("click", () => carte.zoomIn(1));
    b.moins.addEventListener("click", () => carte.zoomOut(1));
    b.cadrer.addEventListener("click", () => plan.ajuster());
    b.situer.addEventListener("click", () => this.situer());
    b.plein.addEventListener("click", () => this.pleinEcran());
    b.imprimer.addEventListener("click", () => window.print());
    b.dessin.addEventListener("click", () => plan.cadre.dispatchEvent(new CustomEvent("carte:fermer", { bubbles: true })));
    b.reessayer.addEventListener("click", () => plan.tuiles?.reessayer());
    b.aller.addEventListener("change", () => this.aller());
    b.aller.parentElement.hidden = Boolean(plan.fond.contours);
    b.situer.hidden = !navigator.geolocation;
    // Where the map opened: a move made before the first rest is a move too.
    this.posee = plan.liste ? ecrireCadre(plan.bornes) : null;
    if (plan.liste) {
      this.zone = lireCadre();
      b.suivre.checked = this.memoire() === "1" && Boolean(this.zone);
      b.suivre.closest("label").hidden = false;
      b.suivre.addEventListener("change", () => this.suivre());
      b.zone.addEventListener("click", () => this.chercher(plan.bornes));
      if (b.suivre.checked) this.zone = null;
    }
    this.rejoindre();
    const { signal } = plan.arret;
    plan.plan.addEventListener("keydown", (e) => this.touches(e), { signal });
    document.addEventListener("fullscreenchange", () => this.apresPlein(), { signal });
    carte.on("moveend", () => this.graduer());
    this.graduer();
  }

  // Under the frame, in the figure of the moment.
  rejoindre() {
    const figure = this.plan.cadre.closest("figure");
    this.plan.cadre.after(this.barre);
    figure?.querySelector("[data-carte-ouvrir]")?.setAttribute("hidden", "");
    if (this.derniers) this.compter(this.derniers);
    this.boutons.aller.parentElement.hidden = Boolean(this.plan.cadre.dataset.contours);
    if (this.plan.liste && !this.boutons.suivre.checked) this.zone = lireCadre();
  }

  fermer() {
    if (document.fullscreenElement) document.exitFullscreen();
    this.plan.cadre.classList.remove("est-plein");
    this.barre.remove();
    for (const compte of document.querySelectorAll("[data-compte-famille]")) compte.textContent = "";
  }

  // Arrows and zoom keys work from the marks as from the map itself.
  touches(evenement) {
    if (!evenement.target.closest(".te-marques")) return;
    const { carte } = this.plan;
    const pas = { ArrowUp: [0, -80], ArrowDown: [0, 80], ArrowLeft: [-80, 0], ArrowRight: [80, 0] }[evenement.key];
    if (pas) carte.panBy(pas, { animate: !matchMedia("(prefers-reduced-motion: reduce)").matches });
    else if (evenement.key === "+" || evenement.key === "=") carte.zoomIn(1);
    else if (evenement.key === "-") carte.zoomOut(1);
    else return;
    evenement.preventDefault();
  }

  graduer() {
    const { carte } = this.plan;
    const milieu = carte.getSize().y / 2;
    const parPixel = carte.distance(carte.containerPointToLatLng([0, milieu]), carte.containerPointToLatLng([100, milieu])) / 100 / 1000;
    const km = KILOMETRES.findLast((n) => n / parPixel <= 110) ?? KILOMETRES[0];
    this.echelle.querySelector("[data-regle]").style.width = `${Math.round(km / parPixel)}px`;
    this.echelle.querySelector("[data-longueur]").textContent = km >= 1 ? `${km.toLocaleString("fr-FR")} km` : `${km * 1000} m`;
    const [zoom, min, max] = [carte.getZoom(), carte.getMinZoom(), carte.getMaxZoom()];
    this.boutons.plus.setAttribute("aria-disabled", String(zoom >= max));
    this.boutons.moins.setAttribute("aria-disabled", String(zoom <= min));
  }

  // The view moved and rests.
  bouge() {
    if (!this.plan.liste) return;
    const vue = ecrireCadre(this.plan.bornes);
    this.posee ??= vue;
    if (this.boutons.suivre.checked) {
      if (vue !== this.demandee && !this.enPlein) this.demanderListe(this.plan.bornes, { pousser: false });
    } else this.boutons.zone.hidden = vue === this.posee;
  }

  chercher(boite) {
    this.zone = boite;
    this.posee = ecrireCadre(this.plan.bornes);
    this.boutons.zone.hidden = true;
    this.plan.toileActeurs.demander();
    if (this.enPlein) this.pleinEcran();
    this.demanderListe(boite, { pousser: true });
  }

  suivre() {
    const oui = this.boutons.suivre.checked;
    try { sessionStorage.setItem(SUIVRE, oui ? "1" : "0"); } catch { /* storage refused */ }
    this.boutons.zone.hidden = true;
    this.zone = null;
    this.demandee = null;
    this.posee = ecrireCadre(this.plan.bornes);
    this.plan.toileActeurs.demander();
    this.demanderListe(oui ? this.plan.bornes : null, { pousser: false });
  }

  memoire() {
    try { return sessionStorage.getItem(SUIVRE); } catch { return null; }
  }

  // The frame that the list must be asked with, whatever form asks for it.
  get cadreVoulu() {
    if (this.boutons.suivre.checked) return ecrireCadre(this.plan.bornes);
    return this.zone ? ecrireCadre(this.zone) : null;
  }

  async demanderListe(boite, { pousser }) {
    const cadre = boite ? ecrireCadre(boite) : null;
    this.demandee = cadre;
    if (this.enVol) { this.suivante = { boite, pousser }; return; } // one at a time, the last asked wins
    this.enVol = true;
    let perdue = false;
    try {
      await window.htmx.ajax("GET", location.pathname + avec({ cadre, page: null, vue: null }), { target: "#resultats", swap: "outerHTML" });
    } catch { perdue = true; } // told by echanges.js
    this.enVol = false;
    if (this.suivante) {
      const { boite: autre, pousser: aussi } = this.suivante;
      this.suivante = null;
      await this.demanderListe(autre, { pousser: aussi || pousser });
      return;
    }
    if (perdue) return;
    const adresse = location.pathname + avec({ cadre, page: null });
    if (pousser) {
      history.replaceState({ htmx: true }, "", location.href); // going back asks for the former list
      history.pushState({ htmx: true }, "", adresse);
    }
    else history.replaceState(history.state, "", adresse);
  }

  compter(compte) {
    this.derniers = compte;
    const { texte, par } = compte;
    if (this.compte.textContent !== texte) this.compte.textContent = texte;
    for (const element of document.querySelectorAll("[data-compte-famille]")) {
      const n = par[element.dataset.compteFamille];
      element.textContent = par.incomplet ? "" : (n ?? 0).toLocaleString("fr-FR");
      element.closest("li").classList.toggle("est-absente", !par.incomplet && !n);
    }
  }

  dire(etat) {
    const texte = ETATS[etat] ?? "";
    this.etat.hidden = !texte;
    this.etat.querySelector("[data-texte]").textContent = texte;
    this.boutons.reessayer.hidden = etat !== "reseau";
    this.plan.plan.classList.toggle("en-attente", etat === "attente");
  }

  prevenir(texte) {
    this.etat.hidden = false;
    this.etat.querySelector("[data-texte]").textContent = texte;
    this.boutons.reessayer.hidden = true;
    clearTimeout(this.effacement);
    this.effacement = setTimeout(() => { if (this.etat.textContent.includes(texte)) this.etat.hidden = true; }, 8000);
  }

  situer() {
    const { boutons, plan } = this;
    boutons.situer.setAttribute("aria-busy", "true");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        boutons.situer.removeAttribute("aria-busy");
        plan.position = { x: deLon(coords.longitude), y: deLat(coords.latitude) };
        plan.carte.setView([coords.latitude, coords.longitude], Math.max(plan.carte.getZoom(), 12));
        plan.toileActeurs.demander();
      },
      ({ code }) => {
        boutons.situer.removeAttribute("aria-busy");
        this.prevenir(code === 1 ? "Position non partagée : autorisez-la dans votre navigateur, ou déplacez la carte." : "Votre position n’a pas pu être trouvée.");
      },
      { timeout: 10000, maximumAge: 60000 },
    );
  }

  aller() {
    const [zoom, lat, lon] = this.boutons.aller.value.split("/").map(Number);
    if (Number.isFinite(zoom)) this.plan.carte.setView([lat, lon], zoom, { animate: false });
    this.boutons.aller.selectedIndex = 0;
  }

  get enPlein() {
    return Boolean(document.fullscreenElement) || this.plan.cadre.classList.contains("est-plein");
  }

  async pleinEcran() {
    const { cadre } = this.plan;
    if (document.fullscreenElement) await document.exitFullscreen();
    else if (cadre.classList.contains("est-plein")) { cadre.classList.remove("est-plein"); this.apresPlein(); }
    else {
      try { await cadre.requestFullscreen(); } catch { cadre.classList.add("est-plein"); this.apresPlein(); }
    }
  }

  apresPlein() {
    const { boutons, plan } = this;
    boutons.plein.setAttribute("aria-pressed", String(this.enPlein));
    boutons.plein.setAttribute("aria-label", this.enPlein ? "Quitter le plein écran" : "Plein écran");
    boutons.plein.title = boutons.plein.getAttribute("aria-label");
    document.body.classList.toggle("te-fige", plan.cadre.classList.contains("est-plein"));
    plan.carte.invalidateSize({ animate: false });
  }
}
