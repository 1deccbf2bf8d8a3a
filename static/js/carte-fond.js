// The ground: land and sea from afar, outline and communes of the territory, names of towns.
import { deLat, deLon } from "./carte-marques.js";
import { cercle } from "./carte-encres.js";

const UNITE = 65536; // paths are in pixels of zoom 8, from an origin of their own: single floats suffice
export const ZOOM_PROCHE = 10; // closer, the embedded land would lie
const police = (grand, { serif }) => (grand ? `600 17px ${serif}` : `italic 400 14.5px ${serif}`);
const bandeDe = (zoom) => (zoom <= 7 ? 0 : zoom <= 10 ? 1 : 2);

async function lireJson(adresse) {
  const reponse = await fetch(adresse, { credentials: "same-origin" });
  if (!reponse.ok || reponse.redirected) throw new Error(String(reponse.status));
  return reponse.json();
}

export class Fond {
  // contours: address with « {bande} », or ""; national: address of the land.
  constructor({ contours, national, changer }) {
    Object.assign(this, { contours, national, changer });
    this.bandes = new Map();
    this.terres = [];
    this.villes = [];
    this.largeurs = new Map();
  }

  async ouvrir() {
    if (this.contours) await this.lireBande(1);
    this.lireTerres();
  }

  async lireTerres() {
    if (!this.national) return;
    try {
      const { pas, terres, villes } = await lireJson(this.national);
      this.terres = terres.map(({ f, a }) => ({ france: f === 1, ...construire(a.map((anneau) => derouler(anneau, pas))) }));
      this.villes = villes.map(([nom, lon, lat]) => ({ nom, x: deLon(lon), y: deLat(lat) }));
      this.changer();
    } catch { /* no land: what the territory brings stays */ }
  }

  async lireBande(bande) {
    if (!this.contours) return;
    const adresse = this.contours.replace("{bande}", bande).replace("%7Bbande%7D", bande);
    const { features } = await lireJson(adresse);
    const formes = [];
    const lieux = [];
    for (const { properties, geometry } of features) {
      if (properties.role === "lieu") {
        lieux.push({ nom: properties.nom, rang: properties.rang, x: deLon(geometry.coordinates[0]), y: deLat(geometry.coordinates[1]), sien: true });
      } else formes.push({ ...properties, ...construire(anneauxDe(geometry)) });
    }
    this.bandes.set(bande, formes);
    if (lieux.length) this.lieux = lieux;
    if (bande === 1) this.voisines = formes.filter(({ role }) => role === "voisine");
    this.changer();
  }

  // The band that suits the zoom is asked for when needed; meanwhile another one serves.
  bande(zoom) {
    const bande = bandeDe(zoom);
    if (!this.bandes.has(bande) && !this[`demande${bande}`]) {
      this[`demande${bande}`] = true;
      this.lireBande(bande).catch(() => { this[`demande${bande}`] = false; });
    }
    return this.bandes.get(bande) ?? this.bandes.get(1) ?? [];
  }

  get limites() {
    let boite = null;
    for (const { role, boite: b } of this.bandes.get(1) ?? []) {
      if (role === "tour") boite = boite ? [Math.min(boite[0], b[0]), Math.min(boite[1], b[1]), Math.max(boite[2], b[2]), Math.max(boite[3], b[3])] : b;
    }
    return boite; // fractions of the world: west, north, east, south
  }

  peindre(ctx, vue, encres, { tuiles }) {
    const { couleurs } = encres;
    const proche = vue.zoom >= ZOOM_PROCHE;
    if (!tuiles) {
      const nue = !this.terres.length;
      ctx.fillStyle = proche || nue ? (this.contours ? couleurs.voisin : couleurs.terrain) : couleurs.mer;
      ctx.fillRect(0, 0, vue.largeur, vue.hauteur);
      if (!proche) this.peindreTerres(ctx, vue, couleurs);
    }
    if (!this.contours) return;
    const formes = this.bande(vue.zoom);
    const communes = formes.filter(({ role }) => role === "commune");
    const tours = formes.filter(({ role }) => role === "tour");
    if (!tuiles && vue.zoom >= 7) this.tracer(ctx, vue, this.voisines ?? [], { trait: couleurs.craie2, epaisseur: 1 });
    ctx.globalAlpha = tuiles ? 0.25 : 1;
    this.tracer(ctx, vue, communes, { fond: couleurs.terrain });
    const [approches, exacts] = [tours.filter((t) => t.approche), tours.filter((t) => !t.approche)];
    if (!communes.length) this.tracer(ctx, vue, exacts, { fond: couleurs.terrain });
    ctx.globalAlpha = tuiles ? 0.25 : 0.7;
    this.tracer(ctx, vue, approches, { fond: couleurs.terrain });
    ctx.globalAlpha = 1;
    // Over a picture, dark woods and roads would swallow the lines: a light one goes under each.
    if (tuiles) this.tracer(ctx, vue, tours, { trait: couleurs.papier, epaisseur: 5 });
    if (vue.zoom >= 8) this.tracer(ctx, vue, communes, { trait: tuiles ? couleurs.encre2 : couleurs.limite, epaisseur: tuiles ? 0.75 : 1 });
    this.tracer(ctx, vue, exacts, { trait: couleurs.humus, epaisseur: 1.8 });
    this.tracer(ctx, vue, approches, { trait: couleurs.humus, epaisseur: 1.8, tirets: [7, 5] });
  }

  peindreTerres(ctx, vue, couleurs) {
    const etrangeres = this.terres.filter((t) => !t.france);
    const france = this.terres.filter((t) => t.france);
    this.tracer(ctx, vue, etrangeres, { fond: couleurs.voisin, trait: couleurs.filet, epaisseur: 0.8 });
    this.tracer(ctx, vue, france, {
      fond: this.contours ? couleurs.voisin : couleurs.terrain, trait: this.contours ? couleurs.limite : couleurs.humus, epaisseur: this.contours ? 1 : 1.2,
    });
  }

  tracer(ctx, vue, formes, { fond, trait, epaisseur, tirets }) {
    const k = vue.echelle / UNITE;
    for (const { chemin, ox, oy, boite } of formes) {
      if (vue.x(boite[0]) > vue.largeur || vue.x(boite[2]) < 0 || vue.y(boite[1]) > vue.hauteur || vue.y(boite[3]) < 0) continue;
      ctx.save();
      ctx.translate(vue.x(ox), vue.y(oy));
      ctx.scale(k, k);
      if (fond) { ctx.fillStyle = fond; ctx.fill(chemin, "evenodd"); }
      if (trait) {
        ctx.strokeStyle = trait;
        ctx.lineWidth = epaisseur / k;
        ctx.lineJoin = "round";
        if (tirets) ctx.setLineDash(tirets.map((t) => t / k));
        ctx.stroke(chemin);
      }
      ctx.restore();
    }
  }

  // Names keep clear of the marks and of one another; those of the territory come first.
  nommer(ctx, vue, encres, marques) {
    const siens = new Set((this.lieux ?? []).map(({ nom }) => nom));
    const lieux = [...(this.lieux ?? []), ...this.villes.filter(({ nom }) => !siens.has(nom))];
    const prises = marques.map((m) => {
      const [x, y, r] = [vue.x(m.x), vue.y(m.y), m.rayon + 2];
      return [x - r, y - r, x + r, y + r + (m.n > 1 ? 6 : 0)];
    });
    const grille = new Grille(prises);
    ctx.lineJoin = "round";
    ctx.textBaseline = "middle";
    let poses = 0;
    for (const [indice, lieu] of lieux.entries()) {
      if (lieu.sien ? vue.zoom < 7 : indice - siens.size > 40 * 2 ** Math.max(0, vue.zoom - 6)) continue;
      const [x, y] = [vue.x(lieu.x), vue.y(lieu.y)];
      if (x < 0 || y < 0 || x > vue.largeur || y > vue.hauteur) continue;
      const grand = lieu.sien ? lieu.rang < 3 : indice - siens.size < 14;
      ctx.font = police(grand, encres);
      const cle = `${grand}${lieu.nom}`;
      if (!this.largeurs.has(cle)) this.largeurs.set(cle, ctx.measureText(lieu.nom).width);
      const large = this.largeurs.get(cle);
      const place = this.placer(grille, x, y, large, grand);
      if (!place) continue;
      const [gauche, haut, nu] = place;
      if (nu) { ctx.fillStyle = encres.couleurs.papier; ctx.beginPath(); ctx.arc(x, y, 2.5, 0, 7); ctx.fill(); cercle(ctx, x, y, 2.5, encres.couleurs.humus, 1.2); }
      this.ecrire(ctx, encres, { nom: lieu.nom, grand, x: gauche, y: haut, halo: this.contours && !lieu.sien ? "voisin" : "terrain" });
      if ((poses += 1) > 60) break;
    }
  }

  ecrire(ctx, encres, { nom, grand, x, y, halo = "papier" }) {
    ctx.font = police(grand, encres);
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    ctx.lineJoin = "round";
    ctx.strokeStyle = encres.couleurs[halo];
    ctx.lineWidth = 3;
    ctx.strokeText(nom, x, y);
    ctx.fillStyle = grand ? encres.couleurs.humus : encres.couleurs.encre;
    ctx.fillText(nom, x, y);
  }

  // Right, left, under, over the town; a large one under a mark is named at the edge of the mark.
  placer(grille, x, y, large, grand) {
    const dessous = grille.sur(x, y);
    if (dessous && !grand) return null;
    const haut = grand ? 18 : 16;
    const [g, h, d, b] = dessous ?? [x - 6, y - 6, x + 6, y + 6];
    const [bas, dessus] = [b + haut / 2 + 1, h - haut / 2 - 1];
    const essais = [
      [d + 3, y], [g - 3 - large, y], [x - large / 2, bas], [x - large / 2, dessus],
      [x, bas - 5], [x - large, bas - 5], [x, dessus + 3], [x - large, dessus + 3],
    ]
      .filter(([gauche, milieu]) => Math.hypot(Math.max(gauche - x, 0, x - gauche - large), milieu - y) < 44);
    for (const [gauche, milieu] of essais) {
      const boite = [gauche - 3, milieu - haut / 2, gauche + large + 3, milieu + haut / 2];
      if (grille.libre(boite)) { grille.prendre(boite); return [gauche, milieu, !dessous]; }
    }
    return null;
  }

  // The main town around a place, in words: under it, else the nearest one.
  presDe(x, y, echelle) {
    let proche = "";
    let distance = 150;
    for (const ville of [...(this.lieux ?? []), ...this.villes]) {
      const d = Math.hypot(ville.x - x, ville.y - y) * echelle;
      if (d < 28) return ville.nom;
      if (d < distance) { distance = d; proche = ville.nom; }
    }
    return proche;
  }

  communeSous(ctx, wx, wy, zoom) {
    if (!this.contours) return "";
    for (const { role, nom, chemin, ox, oy, boite } of this.bande(zoom)) {
      if (role !== "commune" || wx < boite[0] || wx > boite[2] || wy < boite[1] || wy > boite[3]) continue;
      ctx.save();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
      const dedans = ctx.isPointInPath(chemin, (wx - ox) * UNITE, (wy - oy) * UNITE, "evenodd");
      ctx.restore();
      if (dedans) return nom;
    }
    return "";
  }
}

class Grille {
  constructor(boites) {
    this.cases = new Map();
    for (const boite of boites) this.prendre(boite);
  }

  * autour([g, h, d, b]) {
    for (let i = Math.floor(g / 64); i <= Math.floor(d / 64); i += 1) {
      for (let j = Math.floor(h / 64); j <= Math.floor(b / 64); j += 1) yield i * 100003 + j;
    }
  }

  prendre(boite) {
    for (const cle of this.autour(boite)) {
      if (!this.cases.has(cle)) this.cases.set(cle, []);
      this.cases.get(cle).push(boite);
    }
  }

  libre([g, h, d, b]) {
    for (const cle of this.autour([g, h, d, b])) {
      for (const [pg, ph, pd, pb] of this.cases.get(cle) ?? []) if (g < pd && d > pg && h < pb && b > ph) return false;
    }
    return true;
  }

  sur(x, y) {
    for (const cle of this.autour([x, y, x, y])) {
      for (const boite of this.cases.get(cle) ?? []) if (x >= boite[0] && x <= boite[2] && y >= boite[1] && y <= boite[3]) return boite;
    }
    return null;
  }
}

// First point then differences, in units of « pas » degrees.
function derouler(suite, pas) {
  const points = [];
  let x = 0;
  let y = 0;
  for (let i = 0; i < suite.length; i += 2) {
    x += suite[i];
    y += suite[i + 1];
    points.push([x * pas, y * pas]);
  }
  return points;
}

function anneauxDe({ type, coordinates, geometries }) {
  if (type === "Polygon") return coordinates;
  if (type === "MultiPolygon") return coordinates.flat();
  return (geometries ?? []).flatMap(anneauxDe);
}

function construire(anneaux) {
  const monde = anneaux.map((anneau) => anneau.map(([lon, lat]) => [deLon(lon), deLat(lat)]));
  const boite = [Infinity, Infinity, -Infinity, -Infinity];
  for (const anneau of monde) {
    for (const [x, y] of anneau) {
      if (x < boite[0]) boite[0] = x;
      if (y < boite[1]) boite[1] = y;
      if (x > boite[2]) boite[2] = x;
      if (y > boite[3]) boite[3] = y;
    }
  }
  const [ox, oy] = [(boite[0] + boite[2]) / 2, (boite[1] + boite[3]) / 2];
  const chemin = new Path2D();
  for (const anneau of monde) {
    anneau.forEach(([x, y], i) => chemin[i ? "lineTo" : "moveTo"]((x - ox) * UNITE, (y - oy) * UNITE));
    chemin.closePath();
  }
  return { chemin, ox, oy, boite };
}
