// Places of a page's own and what goes between them (a filière), drawn over the ground. What they are is in the
// frame's template data-lieux: the list beside the map says the same.
import { deLat, deLon } from "./carte-marques.js";

const RAYON = 9;

export function lireLieux(cadre) {
  const contenu = cadre.querySelector("template[data-lieux]")?.content;
  if (!contenu) return null;
  const point = ({ lon, lat }) => ({ x: deLon(Number(lon)), y: deLat(Number(lat)) });
  return {
    lieux: [...contenu.querySelectorAll("[data-acteurs]")].map((e) => ({ ...point(e.dataset), nom: e.textContent, acteurs: Number(e.dataset.acteurs) })),
    trajets: [...contenu.querySelectorAll("[data-vers-lon]")].map(({ dataset: d }) => ({
      depart: point(d), arrivee: point({ lon: d.versLon, lat: d.versLat }), epaisseur: Number(d.epaisseur), suppose: "suppose" in d,
    })),
  };
}

// The frame of the territory, widened to the places out of it: west, north, east, south in the map's own unit.
export function etendre(limites, vus) {
  if (!vus?.lieux.length) return limites;
  const [o, n, e, s] = limites ?? [1, 1, 0, 0];
  const xs = vus.lieux.map((l) => l.x);
  const ys = vus.lieux.map((l) => l.y);
  return [Math.min(o, ...xs), Math.min(n, ...ys), Math.max(e, ...xs), Math.max(s, ...ys)];
}

export function peindreLieux(plan, ctx, vue) {
  const { couleurs } = plan.encres;
  ctx.save();
  for (const { depart, arrivee, epaisseur, suppose } of plan.lieux.trajets) {
    fleche(ctx, [vue.x(depart.x), vue.y(depart.y)], [vue.x(arrivee.x), vue.y(arrivee.y)], { epaisseur, suppose, couleur: couleurs.humus ?? couleurs.encre });
  }
  ctx.restore();
  ctx.save();
  ctx.lineWidth = 2;
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.font = "600 13px Cabin, sans-serif";
  for (const { x, y, acteurs } of plan.lieux.lieux) {
    const rayon = acteurs > 1 ? Math.min(RAYON + 2 * Math.sqrt(acteurs - 1), 20) : RAYON - 2;
    ctx.fillStyle = couleurs.papier;
    ctx.strokeStyle = couleurs.humus ?? couleurs.encre;
    ctx.beginPath();
    if (acteurs) ctx.arc(vue.x(x), vue.y(y), rayon, 0, 7);
    else { ctx.moveTo(vue.x(x), vue.y(y) - 8); for (const [dx, dy] of [[8, 0], [0, 8], [-8, 0]]) ctx.lineTo(vue.x(x) + dx, vue.y(y) + dy); ctx.closePath(); }
    ctx.fill();
    ctx.stroke();
    if (acteurs > 1) { ctx.fillStyle = couleurs.encre; ctx.fillText(String(acteurs), vue.x(x), vue.y(y) + 1); }
  }
  ctx.restore();
}

function fleche(ctx, [x1, y1], [x2, y2], { epaisseur, suppose, couleur }) {
  const [dx, dy] = [x2 - x1, y2 - y1];
  if (Math.hypot(dx, dy) < RAYON) return;
  const [cx, cy] = [(x1 + x2) / 2 - dy * 0.18, (y1 + y2) / 2 + dx * 0.18];
  const norme = Math.hypot(x2 - cx, y2 - cy) || 1;
  const [ux, uy] = [(x2 - cx) / norme, (y2 - cy) / norme];
  const [fx, fy] = [x2 - ux * 12, y2 - uy * 12];
  const t = 5 + epaisseur / 2;
  ctx.globalAlpha = 0.7;
  ctx.strokeStyle = couleur;
  ctx.fillStyle = couleur;
  ctx.lineWidth = epaisseur;
  ctx.setLineDash(suppose ? [9, 5] : []);
  ctx.beginPath(); ctx.moveTo(x1, y1); ctx.quadraticCurveTo(cx, cy, fx, fy); ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath(); ctx.moveTo(fx + ux * t, fy + uy * t); ctx.lineTo(fx - uy * t, fy + ux * t); ctx.lineTo(fx + uy * t, fy - ux * t); ctx.closePath(); ctx.fill();
}
