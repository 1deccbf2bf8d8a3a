// Tiles of actors: asked for as the view needs them, kept, asked again when the network comes back.
import { lireTuile } from "./carte-marques.js";

const ENSEMBLE = 6; // requests at once
const GARDEES = 240;
const ZOOM_MAX = 17; // closer, these are enough
const ATTENTES_MS = [2000, 5000, 15000, 30000];

export class Tuiles {
  // prevenir({ etat, total }): « ok », « attente », « reseau » or « session ».
  constructor({ base, filtres, changer, prevenir }) {
    this.base = base;
    this.filtres = filtres;
    this.changer = changer;
    this.prevenir = prevenir;
    this.gardees = new Map();
    this.enCours = new Map();
    this.voulues = [];
    this.echecs = 0;
    this.reprendre = () => this.reessayer();
    addEventListener("online", this.reprendre);
  }

  fermer() {
    removeEventListener("online", this.reprendre);
    clearTimeout(this.minuteur);
    for (const arret of this.enCours.values()) arret.abort();
    this.ferme = true;
  }

  filtrer(filtres) {
    if (filtres === this.filtres) return;
    this.filtres = filtres;
    for (const arret of this.enCours.values()) arret.abort();
    this.enCours.clear();
    this.precedentes = this.gardees; // shown until the new ones come
    this.gardees = new Map();
    this.demander();
  }

  // The tiles that cover a view: bounds in fractions of the world, scale in pixels.
  cadrer({ ouest, nord, est, sud, zoom }) {
    const z = Math.max(0, Math.min(ZOOM_MAX, Math.round(zoom) - 1));
    const cote = 2 ** z;
    const borner = (v) => Math.max(0, Math.min(cote - 1, Math.floor(v * cote)));
    const voulues = [];
    for (let x = borner(ouest); x <= borner(est); x += 1) {
      for (let y = borner(nord); y <= borner(sud); y += 1) voulues.push({ z, x, y, cle: `${z}/${x}/${y}` });
    }
    const [cx, cy] = [((ouest + est) / 2) * cote - 0.5, ((nord + sud) / 2) * cote - 0.5];
    voulues.sort((a, b) => Math.hypot(a.x - cx, a.y - cy) - Math.hypot(b.x - cx, b.y - cy));
    this.voulues = voulues;
    const utiles = new Set(voulues.map(({ cle }) => cle));
    for (const [cle, arret] of this.enCours) if (!utiles.has(cle)) { arret.abort(); this.enCours.delete(cle); }
    this.demander();
  }

  demander() {
    if (this.ferme) return;
    if (this.hors) { this.prevenir({ etat: this.hors }); return; }
    for (const tuile of this.voulues) {
      if (this.enCours.size >= ENSEMBLE) break;
      if (this.gardees.has(tuile.cle) || this.enCours.has(tuile.cle)) continue;
      this.lire(tuile);
    }
    const manquent = this.voulues.some(({ cle }) => !this.gardees.has(cle));
    if (!manquent) this.precedentes = null;
    this.prevenir({ etat: manquent ? "attente" : "ok" });
  }

  async lire(tuile) {
    const arret = new AbortController();
    this.enCours.set(tuile.cle, arret);
    const { filtres } = this;
    try {
      const adresse = `${this.base}tuiles/${tuile.cle}${filtres ? `?${filtres}` : ""}`;
      const reponse = await fetch(adresse, { credentials: "same-origin", signal: arret.signal, headers: { Accept: "application/json" } });
      const json = (reponse.headers.get("Content-Type") ?? "").includes("json");
      if (reponse.redirected || reponse.status === 403 || (reponse.ok && !json)) throw new Error("session");
      if (!reponse.ok) throw new Error("serveur");
      const lue = await reponse.json();
      if (filtres !== this.filtres || this.ferme) return;
      this.garder(tuile, lue);
      this.echecs = 0;
    } catch (erreur) {
      if (erreur.name === "AbortError" || this.ferme) return;
      this.enCours.delete(tuile.cle);
      this.echouer(erreur.message === "session" ? "session" : "reseau");
      return;
    }
    if (this.enCours.get(tuile.cle) === arret) this.enCours.delete(tuile.cle);
    this.changer();
    this.demander();
  }

  garder(tuile, lue) {
    // Another revision: what was read before is out of date, and will be asked again.
    if (this.revision !== undefined && lue.r !== this.revision) {
      this.precedentes = this.gardees;
      this.gardees = new Map();
    }
    this.revision = lue.r;
    this.gardees.set(tuile.cle, { ...tuile, n: lue.n, elements: lireTuile(lue, tuile) });
    if (this.gardees.size > GARDEES) this.gardees.delete(this.gardees.keys().next().value);
  }

  echouer(etat) {
    this.hors = etat;
    this.prevenir({ etat });
    clearTimeout(this.minuteur);
    if (etat === "reseau") {
      this.minuteur = setTimeout(this.reprendre, ATTENTES_MS[Math.min(this.echecs, ATTENTES_MS.length - 1)]);
    }
    this.echecs += 1;
  }

  reessayer() {
    if (this.ferme) return;
    clearTimeout(this.minuteur);
    this.hors = null;
    this.demander();
  }

  // Elements to draw: of the tiles wanted, else of what was read nearby, coarser or finer.
  get elements() {
    const elements = [];
    for (const { z, x, y, cle } of this.voulues) {
      const tuile = this.gardees.get(cle);
      if (tuile) elements.push(...tuile.elements);
      else elements.push(...this.suppleer(z, x, y));
    }
    return elements;
  }

  get completes() {
    return this.voulues.every(({ cle }) => this.gardees.has(cle));
  }

  suppleer(z, x, y) {
    for (const source of [this.gardees, this.precedentes]) {
      if (!source) continue;
      if (source === this.precedentes && source.has(`${z}/${x}/${y}`)) return source.get(`${z}/${x}/${y}`).elements;
      const cote = 1 / 2 ** z;
      const dedans = (e) => e.x >= x * cote && e.x < (x + 1) * cote && e.y >= y * cote && e.y < (y + 1) * cote;
      const filles = [[0, 0], [0, 1], [1, 0], [1, 1]].map(([i, j]) => source.get(`${z + 1}/${2 * x + i}/${2 * y + j}`)).filter(Boolean);
      if (filles.length === 4) return filles.flatMap((f) => f.elements);
      for (let saut = 1; saut <= 4 && z - saut >= 0; saut += 1) {
        const mere = source.get(`${z - saut}/${x >> saut}/${y >> saut}`);
        if (mere) return mere.elements.filter(dedans);
      }
      if (filles.length) return filles.flatMap((f) => f.elements);
    }
    return [];
  }
}
