// What the tiles say, gathered into marks that do not touch: pure functions, no DOM, no Leaflet.
// Positions are fractions of the Web-Mercator square: x from 180° W, y from the north.
const GRAINS = 4096; // units of a tile's side
const CELLULES = 16; // cells of a tile's side
const APPROCHEE = 3; // index of « position approchée » among the precisions (acteurs/tuiles.py)
const ECART = 0.86; // share of the two radii under which two marks become one

export const versLat = (y) => (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI;
export const versLon = (x) => x * 360 - 180;
export const deLon = (lon) => (lon + 180) / 360;
export function deLat(lat) {
  const sinus = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  return 0.5 - Math.log((1 + sinus) / (1 - sinus)) / (4 * Math.PI);
}

// Radius in pixels: area grows with the number, gently.
export const rayon = (n) => (n === 1 ? 13 : Math.min(33, 13 + 3.7 * Math.log10(n)));

// Elements of one tile: { x, y, n, familles: {code: n}, sur: whether familles adds up to n, points, boite }
export function lireTuile(tuile, { z, x, y }) {
  const cote = 1 / 2 ** z;
  const elements = [];
  for (const [gx, gy, n, f, comptes = null, bornes = null] of tuile.g ?? []) {
    const i = Math.min(CELLULES - 1, Math.floor((gx * CELLULES) / GRAINS));
    const j = Math.min(CELLULES - 1, Math.floor((gy * CELLULES) / GRAINS));
    elements.push({
      x: (x + gx / GRAINS) * cote, y: (y + gy / GRAINS) * cote, n, points: [], memeLieu: Boolean(bornes),
      ...familles(tuile.f, n, f, comptes),
      boite: bornes ?? [
        versLon((x + i / CELLULES) * cote), versLat((y + (j + 1) / CELLULES) * cote),
        versLon((x + (i + 1) / CELLULES) * cote), versLat((y + j / CELLULES) * cote),
      ],
    });
  }
  for (const [px, py, reference, nom, f, type, precision, lieu] of tuile.p ?? []) {
    const wx = (x + px / GRAINS) * cote;
    const wy = (y + py / GRAINS) * cote;
    const famille = tuile.f[f] ?? "inconnu";
    const point = { reference, nom, famille, type, approche: precision === APPROCHEE, lieu };
    elements.push({ x: wx, y: wy, n: 1, points: [point], familles: { [famille]: 1 }, sur: true, boite: null });
  }
  return elements;
}

function familles(codes, n, f, comptes) {
  if (!comptes) return { familles: { [codes[f] ?? "inconnu"]: n }, sur: n === 1 };
  const par = {};
  comptes.forEach((nombre, i) => { if (nombre) par[codes[i] ?? "inconnu"] = nombre; });
  return { familles: par, sur: true };
}

export function dominante(parFamille) {
  let meilleure = "inconnu";
  let plus = -1;
  for (const [code, n] of Object.entries(parFamille)) if (n > plus) { plus = n; meilleure = code; }
  return meilleure;
}

// Gather elements that would touch at this scale (pixels for the whole square). Most numerous first,
// then by place: the same elements always give the same marks.
export function assembler(elements, echelle) {
  let marques = elements.map((e) => ({ ...e, parts: 1 }));
  for (let tour = 0; tour < 3; tour += 1) {
    const avant = marques.length;
    marques = unTour(marques, echelle);
    if (marques.length === avant) break;
  }
  for (const marque of marques) {
    marque.rayon = rayon(marque.n);
    marque.famille = dominante(marque.familles);
  }
  return marques;
}

const MAILLE = 80; // px: no two radii add up to more

function unTour(elements, echelle) {
  const tries = [...elements].sort((a, b) => b.n - a.n || a.x - b.x || a.y - b.y);
  const grille = new Map();
  const marques = [];
  for (const element of tries) {
    const px = element.x * echelle;
    const py = element.y * echelle;
    const colonne = Math.floor(px / MAILLE);
    const rang = Math.floor(py / MAILLE);
    const r = rayon(element.n);
    let proche = null;
    let distance = Infinity;
    for (let i = colonne - 1; i <= colonne + 1; i += 1) {
      for (let j = rang - 1; j <= rang + 1; j += 1) {
        for (const m of grille.get(i * 4194304 + j) ?? []) {
          const d = Math.hypot(m.px - px, m.py - py);
          if (d < (m.r + r) * ECART && d < distance) { proche = m; distance = d; }
        }
      }
    }
    if (proche) { joindre(proche.marque, element); continue; }
    const cle = colonne * 4194304 + rang;
    if (!grille.has(cle)) grille.set(cle, []);
    const marque = { ...element, familles: { ...element.familles }, points: [...element.points] };
    marques.push(marque);
    grille.get(cle).push({ px, py, r, marque });
  }
  return marques;
}

function joindre(marque, autre) {
  const n = marque.n + autre.n;
  marque.boite = unir(boiteDe(marque), boiteDe(autre));
  marque.x = (marque.x * marque.n + autre.x * autre.n) / n;
  marque.y = (marque.y * marque.n + autre.y * autre.n) / n;
  marque.n = n;
  marque.sur = marque.sur && autre.sur;
  marque.memeLieu = false;
  marque.parts += autre.parts;
  marque.points.push(...autre.points);
  for (const [code, nombre] of Object.entries(autre.familles)) marque.familles[code] = (marque.familles[code] ?? 0) + nombre;
}

export function boiteDe({ boite, x, y }) {
  return boite ?? [versLon(x), versLat(y), versLon(x), versLat(y)];
}

export const unir = (a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])];

// The nearest mark under a point of the screen, finger-wide.
export function trouver(marques, echelle, wx, wy) {
  let trouvee = null;
  let distance = Infinity;
  for (const marque of marques) {
    const d = Math.hypot(marque.x - wx, marque.y - wy) * echelle;
    if (d < Math.max(marque.rayon + 3, 20) && d < distance) { trouvee = marque; distance = d; }
  }
  return trouvee;
}
