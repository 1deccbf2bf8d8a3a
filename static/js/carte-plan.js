// The open map: view, layers, popups, what the list and the keyboard ask. Loaded on demand by carte.js.
import { lireVue, ecrireVue, avec } from "./carte-adresse.js";
import { acteurs, nombre, nommer } from "./carte-bulle.js";
import { Clavier } from "./carte-clavier.js";
import { Encres } from "./carte-encres.js";
import { Fond } from "./carte-fond.js";
import { imprimable } from "./carte-impression.js";
import { etendre, lireLieux } from "./carte-lieux.js";
import { assembler, boiteDe, deLat, deLon, versLat, versLon } from "./carte-marques.js";
import { Outils } from "./carte-outils.js";
import { peindreActeurs } from "./carte-peinture.js";
import { Pointage } from "./carte-pointage.js";
import { creerToile } from "./carte-toile.js";
import { Tuiles } from "./carte-tuiles.js";

const ZOOM_MAX = 18;
const METROPOLE = [[41.3, -5.2], [51.2, 9.7]];
const PAUSE_MS = 250;
const calme = matchMedia("(prefers-reduced-motion: reduce)");
const sombre = matchMedia("(prefers-color-scheme: dark)");

export class Plan {
  constructor(cadre, L, { liste = null } = {}) {
    Object.assign(this, { cadre, L, liste, marques: [], vus: new Map() });
    this.lieux = lireLieux(cadre);
    this.modele = cadre.querySelector("[data-formes]");
    this.libelles = {};
    for (const { dataset, title } of this.modele?.content.querySelectorAll("[data-famille]") ?? []) this.libelles[dataset.famille] = title;
    this.plan = document.createElement("div");
    this.plan.className = "te-plan";
    this.plan.setAttribute("role", "region");
    this.plan.setAttribute("aria-label", `Carte interactive${cadre.dataset.nom ? ` : ${cadre.dataset.nom}` : ""}. Flèches pour se déplacer, plus et moins pour le zoom${cadre.dataset.acteurs ? ", N et P pour parcourir les acteurs" : ""}.`);
    this.arret = new AbortController();
  }

  async ouvrir() {
    const { L, cadre } = this;
    const donnees = cadre.dataset;
    this.fond = new Fond({ contours: donnees.contours, national: donnees.fond, changer: () => { this.toileFond?.demander(); this.toileActeurs?.demander(); } });
    await Promise.all([this.fond.ouvrir(), document.fonts?.load("600 16px Vollkorn"), document.fonts?.load("italic 400 15px Vollkorn")]);
    this.dessin = cadre.querySelector(":scope > svg");
    this.basculer(true);
    this.dessin?.after(this.plan);
    if (!this.dessin) cadre.prepend(this.plan);
    this.carte = L.map(this.plan, {
      zoomControl: false, scrollWheelZoom: false, maxZoom: ZOOM_MAX, minZoom: 2, zoomSnap: 0.5, attributionControl: false,
      fadeAnimation: false, zoomAnimation: !calme.matches, inertia: !calme.matches, markerZoomAnimation: false, maxBoundsViscosity: 0.8,
      maxBounds: [[-75, -230], [84, 230]],
    });
    for (const [nom, etage] of [["fond", 250], ["acteurs", 450], ["marques", 620]]) this.carte.createPane(nom).style.zIndex = etage;
    this.poserTuiles();
    this.encres = new Encres(this.plan, this.modele);
    this.toileFond = creerToile(L, { panneau: "fond", peindre: (ctx, vue) => this.fond.peindre(ctx, vue, this.encres, { tuiles: this.aTuiles }) });
    this.toileActeurs = creerToile(L, { panneau: "acteurs", peindre: (ctx, vue) => peindreActeurs(this, ctx, vue) });
    this.carte.on("focus", () => this.carte.scrollWheelZoom.enable());
    this.carte.on("blur", () => this.carte.scrollWheelZoom.disable());
    this.premiereVue();
    this.clavier = new Clavier({
      plan: this.plan, panneau: this.carte.getPane("marques"),
      nommer: (marque) => this.nommer(marque),
      placer: (marque) => this.placer(marque),
      ouvrir: (marque, bouton) => this.pointage.ouvrirBulle(marque, bouton),
      viser: (marque) => this.viser(marque),
    });
    this.outils = new Outils(this);
    if (donnees.acteurs) {
      this.tuiles = new Tuiles({
        base: donnees.acteurs, filtres: donnees.filtres ?? "",
        changer: () => this.demander(), prevenir: (nouvelle) => this.dire(nouvelle),
      });
    }
    // Before the canvases: marks are gathered for the new zoom when they paint.
    this.carte.on("moveend", () => this.apresMouvement());
    this.toileFond.addTo(this.carte);
    this.toileActeurs.addTo(this.carte);
    this.carte.on("movestart", () => this.plan.classList.add("bouge"));
    this.pointage = new Pointage(this, { zoomMax: ZOOM_MAX });
    this.ecouter();
    this.apresMouvement();
  }

  fermer() {
    this.arret.abort();
    this.tuiles?.fermer();
    this.outils?.fermer();
    this.carte?.remove();
    this.plan.remove();
    this.basculer(false);
  }

  basculer(ouvert) {
    this.cadre.classList.toggle("est-ouvert", ouvert);
    const dessin = this.cadre.querySelector(":scope > svg");
    if (dessin) { dessin.toggleAttribute("hidden", ouvert); dessin.classList.toggle("d-none", ouvert); }
  }

  // The list was swapped: take the place of the new drawing, with the new filters.
  rejoindre(cadre) {
    this.cadre = cadre;
    this.basculer(true);
    const dessin = cadre.querySelector(":scope > svg");
    if (dessin) dessin.after(this.plan); else cadre.prepend(this.plan);
    this.outils.rejoindre();
    this.carte.invalidateSize({ animate: false });
    this.tuiles?.filtrer(cadre.dataset.filtres ?? "");
    if ((cadre.dataset.contours ?? "") !== (this.fond.contours ?? "")) this.changerTerritoire(cadre.dataset.contours ?? "");
    this.rassembler();
  }

  async changerTerritoire(contours) {
    const national = this.cadre.dataset.fond;
    const fond = new Fond({ contours, national, changer: () => { this.toileFond.demander(); this.toileActeurs.demander(); } });
    this.fond = fond;
    try { await fond.ouvrir(); } catch { /* the land stays */ }
    if (contours && this.fond === fond) this.ajuster();
  }

  poserTuiles() {
    const { tuiles, tuilesAttribution } = this.cadre.dataset;
    const attribution = this.L.control.attribution({ prefix: false, position: "bottomleft" }).addTo(this.carte);
    this.plan.classList.toggle("a-tuiles", Boolean(tuiles));
    if (this.cadre.dataset.attribution) attribution.addAttribution(echapper(this.cadre.dataset.attribution.replace(/\.$/, "")));
    if (!tuiles) return;
    this.aTuiles = true;
    this.eclairer();
    const couche = this.L.tileLayer(tuiles, { maxZoom: ZOOM_MAX, attribution: echapper(tuilesAttribution ?? ""), referrerPolicy: "origin" });
    // Without a single tile, the embedded ground comes back.
    couche.on("tileerror", () => this.avecTuiles(Boolean(this.tuileVue)));
    couche.on("tileload", () => { this.tuileVue = true; this.avecTuiles(true); });
    couche.addTo(this.carte);
  }

  avecTuiles(oui) {
    if (oui === this.aTuiles) return;
    this.aTuiles = oui;
    this.plan.classList.toggle("a-tuiles", oui);
    this.eclairer();
    this.reteindre();
  }

  // Background tiles are light, and so is paper: inks follow, whatever the theme.
  eclairer(papier = false) {
    if (papier || this.aTuiles) this.plan.dataset.bsTheme = "light";
    else delete this.plan.dataset.bsTheme;
  }

  reteindre() {
    this.encres.relire();
    this.toileFond?.repeindre();
    this.toileActeurs?.repeindre();
  }

  premiereVue() {
    const vue = this.liste ? lireVue() : null;
    const { lon, lat } = this.cadre.dataset;
    if (vue) this.carte.setView([vue.lat, vue.lon], vue.zoom, { animate: false });
    else if (lon && lat) {
      this.repere = { x: deLon(Number(lon)), y: deLat(Number(lat)) }; // the actor whose page this is
      this.carte.setView([Number(lat), Number(lon)], 14, { animate: false });
    }
    else { this.ajuster({ animate: false }); this.aAjuster = Boolean(!this.fond.contours && this.cadre.dataset.filtres); }
  }

  // Fit to the territory, else to France.
  ajuster(options = { animate: !calme.matches }) {
    const b = etendre(this.fond.limites, this.lieux);
    const limites = b ? [[versLat(b[3]), versLon(b[0])], [versLat(b[1]), versLon(b[2])]] : METROPOLE;
    this.carte.fitBounds(limites, { paddingTopLeft: [10, 10], paddingBottomRight: [this.plan.clientWidth < 600 ? 50 : 10, 10], maxZoom: 14, ...options });
  }

  get vue() {
    const limites = this.carte.getBounds();
    return {
      ouest: deLon(limites.getWest()), est: deLon(limites.getEast()), nord: deLat(limites.getNorth()), sud: deLat(limites.getSouth()),
      zoom: this.carte.getZoom(),
    };
  }

  get bornes() {
    const l = this.carte.getBounds();
    return [l.getWest(), l.getSouth(), l.getEast(), l.getNorth()];
  }

  apresMouvement() {
    this.plan.classList.remove("bouge");
    const { vue } = this;
    this.tuiles?.cadrer(vue);
    this.rassembler();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.auRepos(), PAUSE_MS);
  }

  auRepos() {
    if (!this.liste || this.arret.signal.aborted) return;
    const { lat, lng } = this.carte.getCenter();
    history.replaceState(history.state, "", location.pathname + avec({ vue: ecrireVue({ zoom: this.carte.getZoom(), lat, lon: lng }) }) + location.hash);
    this.outils.bouge();
  }

  // Tiles arrive by handfuls: one gathering a frame.
  demander() {
    this.image ??= requestAnimationFrame(() => { this.image = null; if (!this.arret.signal.aborted) this.rassembler(); });
  }

  // Marks of the tiles at hand, for this zoom.
  rassembler() {
    if (!this.tuiles) return;
    const elements = this.tuiles.elements;
    this.marques = assembler(elements, 256 * 2 ** this.carte.getZoom());
    this.marques.sort((a, b) => a.n - b.n); // drawn in that order: the largest last
    for (const marque of this.marques) {
      marque.approche = marque.n === 1 && Boolean(marque.points[0]?.approche);
      marque.texte = nombre(marque.n);
    }
    this.parReference = new Map();
    for (const marque of this.marques) for (const { reference } of marque.points) this.parReference.set(reference, marque);
    if (this.aAjuster && this.tuiles.completes) { this.aAjuster = false; if (this.ajusterAuxActeurs()) return; }
    this.toileActeurs.demander();
    clearTimeout(this.attenteBoutons);
    this.attenteBoutons = setTimeout(() => this.montrerBoutons(), 60);
    this.compter();
  }

  // A search opened without a place: go where its answers are, unless they are everywhere.
  ajusterAuxActeurs() {
    const proches = this.marques.filter((m) => m.x > 0.48 && m.x < 0.53);
    const cibles = proches.length ? proches : this.marques;
    if (!cibles.length) return false;
    const boites = cibles.map(boiteDe);
    const limites = this.L.latLngBounds(boites.flatMap(([o, s, e, n]) => [[s, o], [n, e]]));
    const avant = this.carte.getZoom();
    this.carte.fitBounds(limites, { padding: [40, 40], maxZoom: 13, animate: false });
    if (this.outils) this.outils.posee = null; // nobody moved the map: nothing to search again
    return this.carte.getZoom() !== avant;
  }

  placer(marque) {
    const p = this.carte.project([versLat(marque.y), versLon(marque.x)]).subtract(this.carte.getPixelOrigin());
    return { px: p.x, py: p.y };
  }

  get visibles() {
    const { ouest, est, nord, sud } = this.vue;
    return this.marques.filter((m) => m.x >= ouest && m.x <= est && m.y >= nord && m.y <= sud);
  }

  montrerBoutons() {
    if (this.arret.signal.aborted || this.toileActeurs.enZoom) return;
    const centre = this.carte.getCenter();
    this.clavier.montrer(this.visibles, { x: deLon(centre.lng), y: deLat(centre.lat) });
    this.clavier.choisir(this.choisie);
  }

  // Numbers of the view, under the map and in the legend.
  compter() {
    const { ouest, est, nord, sud } = this.vue;
    let total = 0;
    let exact = this.tuiles.completes;
    const par = {};
    for (const marque of this.tuiles.elements) {
      if (marque.x < ouest || marque.x > est || marque.y < nord || marque.y > sud) continue;
      total += marque.n;
      if (marque.n > 1) exact &&= marque.memeLieu;
      if (marque.sur) for (const [code, n] of Object.entries(marque.familles)) par[code] = (par[code] ?? 0) + n;
      else par.incomplet = true;
    }
    this.outils.compter({ total, exact, par, texte: `${exact || !total ? "" : "Environ "}${total ? acteurs(total) : "Aucun acteur"} dans la vue` });
  }

  nommer(marque) { return nommer(marque, (code) => this.libelle(code), this.lieuDe(marque)); }

  // Where a group is; an actor says it itself.
  lieuDe(marque) {
    const lieux = new Set(marque.points.map(({ lieu }) => lieu));
    if (marque.points.length === marque.n && lieux.size === 1) return [...lieux][0];
    return this.fond.presDe(marque.x, marque.y, 256 * 2 ** this.carte.getZoom());
  }

  libelle(code) { return this.libelles[code] ?? "Type non renseigné"; }

  forme(code) {
    const modele = this.modele?.content.querySelector(`svg.f-${CSS.escape(code)}`) ?? this.modele?.content.querySelector("svg.f-inconnu");
    return modele ? modele.cloneNode(true) : document.createTextNode("");
  }

  approcher(marque) {
    const [o, s, e, n] = boiteDe(marque);
    const cible = this.carte.getBoundsZoom([[s, o], [n, e]], false, this.L.point(60, 60));
    const zoom = Math.min(ZOOM_MAX, Math.max(this.carte.getZoom() + 1, Math.min(cible, this.carte.getZoom() + 4)));
    this.carte.setView(cible > this.carte.getZoom() + 1 ? [(s + n) / 2, (o + e) / 2] : [versLat(marque.y), versLon(marque.x)], zoom, { animate: !calme.matches });
  }

  viser(marque) {
    this.visee = marque;
    if (marque?.n === 1) this.choisir(marque.points[0]?.reference);
    this.toileActeurs.demander();
  }

  choisir(reference) {
    if (!reference || reference === this.choisie) return;
    this.choisie = reference;
    for (const choisi of document.querySelectorAll("[data-acteur].est-choisi")) choisi.classList.remove("est-choisi");
    document.querySelector(`[data-acteur="${CSS.escape(reference)}"]`)?.classList.add("est-choisi");
    this.clavier.choisir(reference);
    this.toileActeurs.demander();
  }

  ecouter() {
    const { signal } = this.arret;
    for (const type of ["mouseover", "focusin"]) {
      document.addEventListener(type, ({ target }) => {
        const reference = target.closest?.("[data-acteur]")?.dataset.acteur;
        if (reference) this.choisir(reference);
      }, { signal });
    }
    this.plan.addEventListener("keydown", (e) => {
      if (e.key === "Escape" && this.pointage.bulle) { e.stopPropagation(); this.pointage.bulle.remove(); }
    }, { signal });
    const theme = () => this.reteindre();
    sombre.addEventListener("change", theme, { signal });
    const veille = new MutationObserver(theme);
    veille.observe(document.documentElement, { attributes: true, attributeFilter: ["data-bs-theme"] });
    signal.addEventListener("abort", () => veille.disconnect());
    addEventListener("beforeprint", () => { this.eclairer(true); theme(); imprimable(this); }, { signal });
    addEventListener("afterprint", () => { this.eclairer(); theme(); }, { signal });
  }

  dire({ etat }) {
    this.plan.setAttribute("aria-busy", String(etat === "attente"));
    this.outils?.dire(etat);
  }
}

function echapper(texte) {
  const element = document.createElement("span");
  element.textContent = texte;
  return element.innerHTML;
}

export { nombre };
