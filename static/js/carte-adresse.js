// The view in the address (« vue=zoom/lat/lon ») and the frame given to the list (« cadre=o,s,e,n »).
const arrondir = (v, n) => Number(v.toFixed(n));

export function lireVue(recherche = location.search) {
  const [zoom, lat, lon] = (new URLSearchParams(recherche).get("vue") ?? "").split("/").map(Number);
  if (![zoom, lat, lon].every(Number.isFinite) || Math.abs(lat) > 85 || Math.abs(lon) > 180 || zoom < 1 || zoom > 20) return null;
  return { zoom, lat, lon };
}

export const ecrireVue = ({ zoom, lat, lon }) => `${arrondir(zoom, 2)}/${arrondir(lat, 5)}/${arrondir(lon, 5)}`;

// Keep « / » and « , » readable in shared addresses.
function composer(parametres) {
  const texte = parametres.toString().replaceAll("%2F", "/").replaceAll("%2C", ",").replaceAll("%3A", ":");
  return texte ? `?${texte}` : "";
}

export function avec(changements, recherche = location.search) {
  const parametres = new URLSearchParams(recherche);
  for (const [nom, valeur] of Object.entries(changements)) {
    if (valeur === null || valeur === undefined || valeur === "") parametres.delete(nom);
    else parametres.set(nom, valeur);
  }
  return composer(parametres);
}

// Filters of the tiles: those of the list, save what only the list or the view use.
export function filtresDe(recherche) {
  const parametres = new URLSearchParams(recherche);
  for (const nom of ["page", "vue", "cadre", "q_avant"]) parametres.delete(nom);
  for (const [nom, valeur] of [...parametres]) if (valeur === "") parametres.delete(nom);
  parametres.sort();
  return parametres.toString();
}

export function lireCadre(recherche = location.search) {
  const cadre = (new URLSearchParams(recherche).get("cadre") ?? "").split(",").map(Number);
  return cadre.length === 4 && cadre.every(Number.isFinite) ? cadre : null;
}

export function ecrireCadre([o, s, e, n]) {
  const borner = (v, max) => Math.max(-max, Math.min(max, v));
  const bas = (v) => Math.floor(v * 1e5) / 1e5;
  const haut = (v) => Math.ceil(v * 1e5) / 1e5;
  return [bas(borner(o, 180)), bas(borner(s, 85.06)), haut(borner(e, 180)), haut(borner(n, 85.06))].join(",");
}
