// The canvas of the actors: names of towns, frame of the list, marks, rings, position.
import { memeMarque } from "./carte-clavier.js";
import { peindreLieux } from "./carte-lieux.js";
import { deLat, deLon } from "./carte-marques.js";

export function peindreActeurs(plan, ctx, vue) {
  const visibles = plan.marques.filter((m) => vue.x(m.x) > -40 && vue.x(m.x) < vue.largeur + 40 && vue.y(m.y) > -40 && vue.y(m.y) < vue.hauteur + 40);
  if (plan.lieux) peindreLieux(plan, ctx, vue);
  if (!plan.aTuiles) plan.fond.nommer(ctx, vue, plan.encres, visibles);
  peindreZone(plan, ctx, vue);
  plan.encres.peindre(ctx, vue, visibles);
  for (const marque of visibles) {
    const choisie = (plan.choisie && marque.points.some((p) => p.reference === plan.choisie)) || (plan.visee && memeMarque(plan.visee, marque));
    if (choisie) plan.encres.anneau(ctx, vue.x(marque.x), vue.y(marque.y), marque.rayon);
  }
  if (plan.repere) {
    const sien = visibles.find((m) => Math.hypot(m.x - plan.repere.x, m.y - plan.repere.y) * vue.echelle < m.rayon);
    plan.encres.anneau(ctx, vue.x((sien ?? plan.repere).x), vue.y((sien ?? plan.repere).y), sien?.rayon ?? 8);
  }
  if (plan.position) {
    const [x, y] = [vue.x(plan.position.x), vue.y(plan.position.y)];
    ctx.fillStyle = plan.encres.couleurs.ciel;
    ctx.strokeStyle = plan.encres.couleurs.papier;
    ctx.lineWidth = 3;
    ctx.beginPath(); ctx.arc(x, y, 8, 0, 7); ctx.fill(); ctx.stroke();
  }
}

// The frame the list is limited to, when it does not follow the map.
function peindreZone(plan, ctx, vue) {
  const zone = plan.outils?.zone;
  if (!zone) return;
  const [x, y] = [vue.x(deLon(zone[0])), vue.y(deLat(zone[3]))];
  ctx.save();
  ctx.strokeStyle = plan.encres.couleurs.vermillon;
  ctx.lineWidth = 1.5;
  ctx.setLineDash([8, 6]);
  ctx.strokeRect(x, y, vue.x(deLon(zone[2])) - x, vue.y(deLat(zone[1])) - y);
  ctx.restore();
}
