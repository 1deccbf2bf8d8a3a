// Inks and signs of the map: colours read from the style sheet, signs drawn once and stamped.
const TEINTES = {
  papier: "--t-papier", encre: "--t-encre", encre2: "--t-encre-2", humus: "--t-humus", filet: "--t-filet", craie2: "--t-craie-2",
  terrain: "--t-terrain", terrainFort: "--t-terrain-fort", voisin: "--t-voisin", limite: "--t-limite", mer: "--t-ciel-pale",
  vermillon: "--t-vermillon", ciel: "--t-ciel",
};
const SIGNES_MAX = 700;
const CORPS = [15, 15, 15, 14, 13.5, 13.5, 13, 12]; // size of a number by its length, thin space included

export class Encres {
  constructor(plan, modele) {
    this.plan = plan;
    this.formes = new Map();
    for (const svg of modele?.content.querySelectorAll("svg") ?? []) {
      const code = [...svg.classList].find((c) => c.startsWith("f-"))?.slice(2);
      if (code) this.formes.set(code, tracer(svg));
    }
    this.relire();
  }

  // The theme changed, or the page is about to be printed on white paper.
  relire() {
    this.signes = new Map();
    this.couleurs = {};
    const sonde = document.createElement("span");
    sonde.hidden = true;
    this.plan.append(sonde);
    for (const [nom, variable] of Object.entries(TEINTES)) {
      sonde.style.color = `var(${variable})`;
      this.couleurs[nom] = getComputedStyle(sonde).color;
    }
    sonde.removeAttribute("style");
    this.familles = {};
    for (const code of this.formes.keys()) {
      sonde.className = `f-${code}`;
      this.familles[code] = getComputedStyle(sonde).color;
    }
    const racine = getComputedStyle(this.plan);
    this.serif = racine.getPropertyValue("--t-serif") || "serif";
    this.sans = racine.getPropertyValue("--t-sans") || "sans-serif";
    sonde.remove();
  }

  couleurDe(famille) {
    return this.familles[famille] ?? this.couleurs.encre2;
  }

  // Stamp the marks, from the smallest: discs from a small set of drawings, then their number.
  peindre(ctx, vue, marques) {
    let chiffres = 0;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const marque of marques) {
      const { image, cote } = this.signe(marque, vue.densite);
      const x = Math.round(vue.x(marque.x));
      const y = Math.round(vue.y(marque.y));
      ctx.drawImage(image, x - cote / 2, y - cote / 2, cote, cote);
      if (marque.n === 1) continue;
      if (chiffres !== marque.texte.length) { // numbers come in order: the font seldom changes
        chiffres = marque.texte.length;
        ctx.font = `700 ${CORPS[Math.min(CORPS.length - 1, chiffres)]}px ${this.sans}`;
      }
      ctx.fillStyle = this.couleurs.humus;
      ctx.fillText(marque.texte, x, y + 0.5);
    }
  }

  // A sign ready to stamp: { image, cote } with its side in CSS pixels.
  signe(marque, densite) {
    const { n, famille, approche } = marque;
    const rayon = n === 1 ? marque.rayon : Math.round(marque.rayon);
    const cle = `${n === 1 ? 0 : rayon}|${famille}|${approche ? 1 : 0}|${densite}`;
    let signe = this.signes.get(cle);
    if (!signe) {
      const cote = 2 * Math.ceil(rayon + (n > 1 ? 9 : 5));
      const image = document.createElement("canvas");
      image.width = image.height = Math.ceil(cote * densite);
      const ctx = image.getContext("2d");
      ctx.scale(densite, densite);
      ctx.translate(cote / 2, cote / 2);
      if (n > 1) this.dessinerGroupe(ctx, { famille, rayon });
      else this.dessinerPoint(ctx, marque);
      signe = { image, cote };
      if (this.signes.size > SIGNES_MAX) this.signes.clear();
      this.signes.set(cle, signe);
    }
    return signe;
  }

  dessinerPoint(ctx, { famille, approche, rayon }) {
    disque(ctx, 0, 0, rayon, this.couleurs.papier);
    if (approche) {
      ctx.setLineDash([3, 3]);
      cercle(ctx, 0, 0, rayon + 2, this.couleurs.encre2, 1.4);
      ctx.setLineDash([]);
    } else cercle(ctx, 0, 0, rayon, this.couleurs.filet, 1);
    this.forme(ctx, famille, 0, 0, 19);
  }

  dessinerGroupe(ctx, { famille, rayon }) {
    const { papier, humus } = this.couleurs;
    disque(ctx, 0, 0, rayon, papier);
    cercle(ctx, 0, 0, rayon - 0.75, humus, 1.5);
    cercle(ctx, 0, 0, rayon - 3.5, this.couleurDe(famille), 2);
    disque(ctx, 0, rayon - 1, 7.5, papier);
    this.forme(ctx, famille, 0, rayon - 1, 12);
  }

  forme(ctx, famille, x, y, cote) {
    const forme = this.formes.get(famille) ?? this.formes.get("inconnu");
    if (!forme) { disque(ctx, x, y, cote / 3, this.couleurs.encre2); return; }
    ctx.save();
    ctx.translate(x - cote / 2, y - cote / 2);
    ctx.scale(cote / 24, cote / 24);
    ctx.fillStyle = ctx.strokeStyle = this.couleurDe(famille);
    for (const { chemin, regle, trait, tirets } of forme) {
      if (trait) {
        ctx.lineWidth = trait;
        ctx.setLineDash(tirets);
        ctx.stroke(chemin);
        ctx.setLineDash([]);
      } else ctx.fill(chemin, regle);
    }
    ctx.restore();
  }

  anneau(ctx, x, y, rayon) {
    cercle(ctx, x, y, rayon + 4, this.couleurs.vermillon, 3);
  }
}

function disque(ctx, x, y, r, couleur) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.fillStyle = couleur;
  ctx.fill();
}

export function cercle(ctx, x, y, r, couleur, epaisseur) {
  ctx.beginPath();
  ctx.arc(x, y, r, 0, 2 * Math.PI);
  ctx.strokeStyle = couleur;
  ctx.lineWidth = epaisseur;
  ctx.stroke();
}

// The silhouettes come with the page, as small SVG: circles and paths.
function tracer(svg) {
  return [...svg.querySelectorAll("circle, path")].map((element) => {
    let chemin;
    if (element.localName === "circle") {
      chemin = new Path2D();
      chemin.arc(...["cx", "cy", "r"].map((a) => Number(element.getAttribute(a))), 0, 2 * Math.PI);
    } else chemin = new Path2D(element.getAttribute("d"));
    const trait = element.getAttribute("fill") === "none" ? Number(element.getAttribute("stroke-width")) : 0;
    const tirets = (element.getAttribute("stroke-dasharray") ?? "").split(/[ ,]+/).filter(Boolean).map(Number);
    return { chemin, trait, tirets, regle: element.getAttribute("fill-rule") ?? "nonzero" };
  });
}
