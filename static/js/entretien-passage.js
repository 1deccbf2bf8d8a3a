// A few words selected in an answer: a small bar proposes what to make of them. The link « Reprendre un passage » does it
// without selecting, and without JavaScript.
const lecture = document.querySelector("[data-lecture]");
const outils = document.querySelector("[data-outils]");
const longueur = (texte) => [...texte].length; // characters as the server counts them

function choisi() {
  const selection = getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const plage = selection.getRangeAt(0);
  const source = (noeud) => (noeud.nodeType === Node.TEXT_NODE ? noeud.parentElement : noeud)?.closest("[data-source]");
  const bloc = source(plage.startContainer);
  if (!bloc || bloc !== source(plage.endContainer) || !lecture.contains(bloc)) return null;
  const texte = plage.toString();
  if (!texte.trim()) return null;
  const avant = document.createRange();
  avant.selectNodeContents(bloc);
  avant.setEnd(plage.startContainer, plage.startOffset);
  const debut = longueur(avant.toString());
  return { source: bloc.dataset.source, debut, fin: debut + longueur(texte), cadre: plage.getBoundingClientRect() };
}

function proposer() {
  const passage = choisi();
  outils.hidden = !passage;
  if (!passage) return;
  for (const lien of outils.querySelectorAll("[data-vers]")) {
    const { source, debut, fin } = passage;
    lien.href = `${lecture.dataset.adresse}?${new URLSearchParams({ source, debut, fin, vers: lien.dataset.vers })}`;
  }
  const { innerWidth } = window;
  const large = outils.offsetWidth;
  const gauche = Math.max(8, Math.min(innerWidth - large - 8, passage.cadre.left + passage.cadre.width / 2 - large / 2));
  outils.style.left = `${gauche + scrollX}px`;
  outils.style.top = `${passage.cadre.bottom + scrollY + 8}px`;
}

let attente = 0;
document.addEventListener("selectionchange", () => {
  clearTimeout(attente);
  attente = setTimeout(proposer, 150);
});
outils.addEventListener("pointerdown", (evenement) => evenement.preventDefault()); // keep the selection
document.addEventListener("keydown", (evenement) => {
  if (evenement.key !== "Escape" || outils.hidden) return;
  getSelection().removeAllRanges();
  proposer();
});
