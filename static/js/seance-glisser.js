// Dragging cards with a mouse or a pen: onto another card (group) or into another case (move). Fingers scroll the
// page; on a tablet, check boxes and buttons do the same.
const SEUIL = 6;

export function suivreLeGlisser(tableau, { regrouper, deplacer, possible }) {
  if (!tableau) return;
  tableau.classList.add("est-glissable");
  let geste = null;

  const visee = (x, y) => {
    const sous = document.elementFromPoint(x, y);
    const carte = sous?.closest(".s-carte");
    const colonne = sous?.closest(".s-case");
    return { carte: carte && carte !== geste.carte ? carte : null, colonne };
  };
  function nettoyer() {
    for (const e of document.querySelectorAll(".est-survolee")) e.classList.remove("est-survolee");
  }
  function finir() {
    geste?.fantome?.remove();
    geste?.carte.classList.remove("est-prise");
    nettoyer();
    geste = null;
  }
  tableau.addEventListener("pointerdown", (evenement) => {
    const carte = evenement.target.closest(".s-carte");
    if (!carte || evenement.pointerType === "touch" || evenement.button || evenement.target.closest("button, input, label, summary, a") || !possible()) return;
    geste = { carte, x: evenement.clientX, y: evenement.clientY, fantome: null };
  });
  document.addEventListener("pointermove", (evenement) => {
    if (!geste) return;
    if (!geste.fantome) {
      if (Math.hypot(evenement.clientX - geste.x, evenement.clientY - geste.y) < SEUIL) return;
      geste.fantome = document.createElement("div");
      geste.fantome.className = "s-fantome";
      geste.fantome.textContent = geste.carte.querySelector(".s-texte").textContent;
      document.body.append(geste.fantome);
      geste.carte.classList.add("est-prise");
      getSelection()?.removeAllRanges();
    }
    evenement.preventDefault();
    geste.fantome.style.left = `${evenement.clientX + 12}px`;
    geste.fantome.style.top = `${evenement.clientY + 12}px`;
    nettoyer();
    const { carte, colonne } = visee(evenement.clientX, evenement.clientY);
    (carte ?? colonne)?.classList.add("est-survolee");
  });
  document.addEventListener("pointerup", (evenement) => {
    if (!geste?.fantome) { geste = null; return; }
    const { carte, colonne } = visee(evenement.clientX, evenement.clientY);
    const numeros = new Set([geste.carte.dataset.numero]);
    if (geste.carte.querySelector(".s-choix input:checked")) {
      for (const choisie of document.querySelectorAll(".s-choix input:checked")) numeros.add(choisie.value);
    }
    const depart = geste.carte.closest(".s-case");
    if (carte) { numeros.delete(carte.dataset.numero); regrouper([...numeros], carte.dataset.numero); }
    else if (colonne && colonne !== depart) deplacer([...numeros], colonne.dataset.case);
    finir();
  });
  document.addEventListener("pointercancel", finir);
  document.addEventListener("keydown", (evenement) => { if (evenement.key === "Escape" && geste) finir(); });
  tableau.addEventListener("selectstart", (evenement) => { if (geste) evenement.preventDefault(); });
}
