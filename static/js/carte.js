// Interactive maps: the only module that knows Leaflet. Every map is first a drawing made by
// the server; a button loads Leaflet and takes its place. Without JavaScript the drawing stays.
//   data-carte            frame (see templates/territoires/cadre_carte.html)
//   data-contours         GeoJSON of outline and communes, « {bande} » = 0, 1 or 2 by zoom
//   data-points           GeoJSON of actors: reference, nom, famille, type, lieu, approche, url
//   data-tuiles           tile address, only when the platform's operators chose one
//   [data-acteur="ref"]   rows of the list that answers the map
const COTE_GROUPE = 40; // px: points closer than that are counted together
const ZOOM_MAX = 18;

let chargement = null;

function chargerLeaflet(cadre) {
  chargement ??= new Promise((reussir, echouer) => {
    const feuille = document.createElement("link");
    feuille.rel = "stylesheet";
    feuille.href = cadre.dataset.leafletCss;
    // Before our own sheet, which sets the inks.
    document.head.insertBefore(feuille, document.head.querySelector('link[rel="stylesheet"]'));
    const script = document.createElement("script");
    script.src = cadre.dataset.leaflet;
    script.onload = () => reussir(window.L);
    script.onerror = () => { chargement = null; echouer(new Error("leaflet")); };
    document.head.append(script);
  });
  return chargement;
}

async function lireJson(adresse) {
  const reponse = await fetch(adresse, { headers: { Accept: "application/geo+json" }, credentials: "same-origin" });
  if (!reponse.ok) throw new Error(String(reponse.status));
  return reponse.json();
}

const bandeDe = (zoom) => (zoom <= 7 ? 0 : zoom <= 10 ? 1 : 2);

class Carte {
  constructor(cadre, L) {
    this.cadre = cadre;
    this.L = L;
    this.parBande = new Map();
    this.marques = new Map();
    this.lieux = [];
    this.dessin = cadre.querySelector("svg");
    this.plan = document.createElement("div");
    this.plan.className = "te-plan";
    this.plan.setAttribute("role", "region");
    this.plan.setAttribute("aria-label", `Carte interactive${cadre.dataset.nom ? ` : ${cadre.dataset.nom}` : ""}. Flèches pour se déplacer, plus et moins pour le zoom.`);
  }

  async ouvrir() {
    const { L, cadre } = this;
    const [contours, points] = await Promise.all([
      cadre.dataset.contours ? lireJson(this.adresse(1)) : null,
      cadre.dataset.points ? lireJson(cadre.dataset.points) : null,
    ]);
    this.dessin.hidden = true;
    this.dessin.classList.add("d-none");
    this.dessin.after(this.plan);
    this.carte = L.map(this.plan, {
      zoomControl: false, scrollWheelZoom: false, maxZoom: ZOOM_MAX, zoomSnap: 0.5, attributionControl: false,
      fadeAnimation: false, zoomAnimation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
    L.control.zoom({ zoomInTitle: "Agrandir", zoomOutTitle: "Réduire", position: "topleft" }).addTo(this.carte);
    L.control.scale({ imperial: false }).addTo(this.carte);
    const attribution = L.control.attribution({ prefix: false }).addTo(this.carte);
    if (cadre.dataset.attribution) attribution.addAttribution(this.echapper(cadre.dataset.attribution));
    this.carte.on("focus", () => this.carte.scrollWheelZoom.enable());
    this.carte.on("blur", () => this.carte.scrollWheelZoom.disable());
    if (cadre.dataset.tuiles) {
      this.plan.classList.add("a-tuiles");
      L.tileLayer(cadre.dataset.tuiles, { maxZoom: ZOOM_MAX, attribution: cadre.dataset.tuilesAttribution ?? "" }).addTo(this.carte);
    }
    if (contours) this.parBande.set(1, contours);
    this.points = points?.features ?? [];
    this.cadrer(contours);
    if (contours) this.poserFond(contours);
    this.couchePoints = L.layerGroup().addTo(this.carte);
    await this.tracer();
    this.grouper();
    this.eclaircir();
    this.carte.on("zoomend", () => { this.tracer(); this.grouper(); this.eclaircir(); });
    this.ecouterListe();
  }

  fermer() {
    this.arret?.abort();
    this.carte?.remove();
    this.plan.remove();
    this.dessin.hidden = false;
    this.dessin.classList.remove("d-none");
  }

  adresse(bande) {
    return this.cadre.dataset.contours.replace("{bande}", bande).replace("%7Bbande%7D", bande);
  }

  echapper(texte) {
    const element = document.createElement("span");
    element.textContent = texte;
    return element.innerHTML;
  }

  cadrer(contours) {
    const { L } = this;
    const limites = L.latLngBounds([]);
    const tour = contours?.features.filter(({ properties }) => properties.role === "tour") ?? [];
    if (tour.length) limites.extend(L.geoJSON(tour).getBounds());
    else for (const point of this.points) limites.extend([point.geometry.coordinates[1], point.geometry.coordinates[0]]);
    if (limites.isValid()) this.carte.fitBounds(limites, { padding: [12, 12], maxZoom: 14 });
    else this.carte.setView([46.6, 2.5], 5.5);
    this.carte.setMaxBounds(limites.isValid() ? limites.pad(2) : null);
  }

  // Land, neighbours and names of towns: once, under and over what changes with the zoom.
  poserFond(contours) {
    const { L } = this;
    const fond = contours.features.filter(({ properties: { role } }) => role === "monde" || role === "voisine");
    this.plan.classList.toggle("a-monde", fond.some(({ properties }) => properties.role === "monde"));
    L.geoJSON(fond, { interactive: false, style: ({ properties }) => ({ className: `te-${properties.role}` }) }).addTo(this.carte);
    for (const { properties, geometry } of contours.features.filter((e) => e.properties.role === "lieu")) {
      const classe = `te-lieu${properties.rang === 0 ? " est-ville" : ""}${properties.rang > 4 ? " est-second" : ""}`;
      const nom = document.createElement("span");
      nom.textContent = properties.nom;
      const marque = L.marker([geometry.coordinates[1], geometry.coordinates[0]], {
        icon: L.divIcon({ className: classe, html: nom, iconSize: null, iconAnchor: [0, 0] }), interactive: false, keyboard: false,
      }).addTo(this.carte);
      this.lieux.push(marque);
    }
  }

  // Names come most populated first: one that would touch a former one waits for a closer zoom.
  eclaircir() {
    const prises = [];
    for (const marque of this.lieux) {
      const element = marque.getElement();
      element.classList.remove("invisible");
      const boite = element.firstChild.getBoundingClientRect();
      if (!boite.width) continue; // hidden at this zoom
      const gene = prises.some((b) => boite.left < b.right && boite.right > b.left && boite.top < b.bottom && boite.bottom > b.top);
      if (gene) element.classList.add("invisible");
      else prises.push(boite);
    }
  }

  async tracer() {
    this.plan.classList.toggle("de-pres", this.carte.getZoom() >= 10.5);
    if (!this.cadre.dataset.contours) return;
    const bande = bandeDe(this.carte.getZoom());
    if (bande === this.bande) return;
    this.bande = bande;
    try {
      if (!this.parBande.has(bande)) this.parBande.set(bande, await lireJson(this.adresse(bande)));
    } catch { return; } // the band already drawn stays
    if (bande !== this.bande) return;
    this.coucheContours?.remove();
    const formes = this.parBande.get(bande).features.filter(({ properties: { role } }) => role === "tour" || role === "commune");
    this.coucheContours = this.L.geoJSON(formes, {
      interactive: true,
      style: (entite) => ({ className: entite.properties.role === "tour" ? `te-tour${entite.properties.approche ? " est-approche" : ""}` : "te-commune" }),
      onEachFeature: (entite, couche) => {
        if (entite.properties.role === "commune") couche.bindTooltip(this.echapper(entite.properties.nom), { sticky: true });
        else couche.options.interactive = false;
      },
    }).addTo(this.carte);
    this.coucheContours.eachLayer((couche) => { if (couche.feature.properties.role === "tour") couche.bringToFront(); });
  }

  // Points of one place are counted together; zooming in parts those that can be.
  grouper() {
    const { L } = this;
    this.couchePoints.clearLayers();
    this.marques.clear();
    const groupes = [];
    for (const entite of this.points) {
      const [lon, lat] = entite.geometry.coordinates;
      const pixel = this.carte.project([lat, lon]);
      const voisin = groupes.find((g) => Math.abs(g.pixel.x - pixel.x) < COTE_GROUPE && Math.abs(g.pixel.y - pixel.y) < COTE_GROUPE);
      if (voisin) voisin.entites.push(entite);
      else groupes.push({ pixel, lieu: [lat, lon], entites: [entite] });
    }
    for (const groupe of groupes) {
      const seul = groupe.entites.length === 1;
      const marque = L.marker(groupe.lieu, { icon: seul ? this.signe(groupe.entites[0].properties) : this.nombre(groupe.entites.length), keyboard: true });
      marque.bindPopup(() => this.bulle(groupe), { autoPanPadding: [24, 24] });
      marque.on("popupopen", ({ popup }) => {
        popup.getElement()?.querySelector(".leaflet-popup-close-button")?.setAttribute("aria-label", "Fermer");
        if (seul) this.choisir(groupe.entites[0].properties.reference);
      });
      marque.addTo(this.couchePoints);
      const noms = groupe.entites.map((e) => e.properties.nom);
      marque.getElement()?.setAttribute("aria-label", seul ? noms[0] : `${noms.length} acteurs : ${noms.slice(0, 4).join(", ")}${noms.length > 4 ? "…" : ""}`);
      for (const entite of groupe.entites) this.marques.set(entite.properties.reference, marque);
    }
  }

  signe(proprietes) {
    const modele = this.cadre.querySelector("[data-formes]")?.content.querySelector(`.f-${CSS.escape(proprietes.famille)}`)
      ?? document.querySelector(`.t-forme.f-${CSS.escape(proprietes.famille)}`);
    const approche = proprietes.approche ? " est-approche" : "";
    return this.L.divIcon({ className: `te-point${approche}`, iconSize: [28, 28], html: modele ? modele.cloneNode(true) : "" });
  }

  nombre(n) {
    return this.L.divIcon({ className: "te-groupe", iconSize: [34, 34], html: String(n) });
  }

  bulle(groupe) {
    const liste = document.createElement("ul");
    liste.className = "t-liste";
    for (const { properties } of groupe.entites.slice(0, 12)) {
      const rang = document.createElement("li");
      const lien = document.createElement("a");
      lien.href = properties.url;
      lien.textContent = properties.nom;
      rang.append(lien);
      const detail = [properties.type, properties.lieu, properties.approche ? "position approchée" : ""].filter(Boolean).join(" · ");
      if (detail) rang.append(document.createElement("br"), detail);
      liste.append(rang);
    }
    if (groupe.entites.length > 12) {
      const reste = document.createElement("li");
      reste.textContent = `et ${groupe.entites.length - 12} autres : agrandissez la carte ou lisez la liste.`;
      liste.append(reste);
    }
    return liste;
  }

  rang(reference) {
    return document.querySelector(`[data-acteur="${CSS.escape(reference)}"]`);
  }

  choisir(reference) {
    for (const choisi of document.querySelectorAll("[data-acteur].est-choisi")) choisi.classList.remove("est-choisi");
    this.rang(reference)?.classList.add("est-choisi");
    for (const marque of this.marques.values()) marque.getElement()?.classList.remove("est-choisi");
    this.marques.get(reference)?.getElement()?.classList.add("est-choisi");
  }

  // The list answers the map and back: pointing at a row rings its point.
  ecouterListe() {
    this.arret = new AbortController();
    for (const type of ["mouseover", "focusin"]) {
      document.addEventListener(type, ({ target }) => {
        const reference = target.closest?.("[data-acteur]")?.dataset.acteur;
        if (reference && this.marques.has(reference)) this.choisir(reference);
      }, { signal: this.arret.signal });
    }
  }
}

function prevenir(cadre, texte) {
  cadre.querySelector("[data-carte-erreur]")?.remove();
  const note = document.createElement("p");
  note.className = "t-note est-erreur m-2";
  note.dataset.carteErreur = "";
  note.setAttribute("role", "alert");
  note.textContent = texte;
  cadre.append(note);
}

function preparer(cadre) {
  const bouton = cadre.querySelector("[data-carte-ouvrir]");
  if (!bouton || bouton.dataset.pret) return;
  bouton.dataset.pret = "1";
  bouton.hidden = false;
  const libelle = bouton.lastChild;
  let carte = null;
  let enCours = false;
  bouton.addEventListener("click", async () => {
    if (enCours) return;
    if (carte) {
      carte.fermer();
      carte = null;
      libelle.textContent = " Explorer la carte";
      return;
    }
    enCours = true;
    bouton.setAttribute("aria-busy", "true");
    libelle.textContent = " Ouverture…";
    try {
      const L = await chargerLeaflet(cadre);
      carte = new Carte(cadre, L);
      await carte.ouvrir();
      libelle.textContent = " Revenir au dessin";
      carte.plan.focus();
    } catch {
      carte?.fermer();
      carte = null;
      prevenir(cadre, "La carte interactive n’a pas pu s’ouvrir. Le dessin et la liste disent la même chose ; réessayez quand le réseau revient.");
      libelle.textContent = " Explorer la carte";
    } finally {
      enCours = false;
      bouton.removeAttribute("aria-busy");
    }
  });
}

function preparerTout(racine) {
  for (const cadre of racine.querySelectorAll("[data-carte]")) preparer(cadre);
}
preparerTout(document);
document.addEventListener("htmx:afterSwap", (evenement) => preparerTout(evenement.detail.elt.parentElement ?? document));
