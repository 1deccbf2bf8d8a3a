// Grids of MACTOR: arrows move between cells, a block copied from a spreadsheet pastes from a cell.
// Without it, the grids are plain number fields.

const PAS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function places(tableau) {
  return [...tableau.tBodies[0].rows].map((rangee) =>
    [...rangee.querySelectorAll("td")].map((case_) => case_.querySelector("input")),
  );
}

function situer(grille, champ) {
  for (let i = 0; i < grille.length; i += 1) {
    const j = grille[i].indexOf(champ);
    if (j >= 0) return [i, j];
  }
  return null;
}

function bouger(evenement, grille) {
  const pas = PAS[evenement.key];
  const depart = pas && situer(grille, evenement.target);
  if (!depart || evenement.altKey || evenement.ctrlKey || evenement.metaKey) return;
  evenement.preventDefault();
  let [i, j] = depart;
  do {
    i += pas[0];
    j += pas[1];
  } while (grille[i]?.[j] === null);
  const cible = grille[i]?.[j];
  if (!cible) return;
  cible.focus();
  cible.select();
}

function coller(evenement, grille) {
  const texte = evenement.clipboardData?.getData("text/plain") ?? "";
  if (!/[\t\n]/.test(texte.trim())) return;
  const depart = situer(grille, evenement.target);
  if (!depart) return;
  evenement.preventDefault();
  texte
    .replace(/\r/g, "")
    .replace(/\n$/, "")
    .split("\n")
    .forEach((ligne, di) => {
      ligne.split("\t").forEach((valeur, dj) => {
        const champ = grille[depart[0] + di]?.[depart[1] + dj];
        const nombre = valeur.trim().replace("−", "-");
        if (champ && /^-?\d+$/.test(nombre)) champ.value = nombre;
      });
    });
}

for (const tableau of document.querySelectorAll("[data-grille]")) {
  const grille = places(tableau);
  tableau.addEventListener("keydown", (e) => bouger(e, grille));
  tableau.addEventListener("paste", (e) => coller(e, grille));
  tableau.addEventListener("focusin", (e) => e.target.select?.());
}
