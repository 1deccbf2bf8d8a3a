// Editing on the diagram: dragging a maillon to another place, Alt + arrows when it has the focus, drawing a flow
// from the handle at the right of a maillon. Each gesture ends in the form or page that does it without JavaScript.
const SEUIL_PX = 6;
const NS = "http://www.w3.org/2000/svg";
const FLECHES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const cadre = document.querySelector("[data-schema]");
const formulaire = document.getElementById("placer");
const svg = cadre?.querySelector("svg.fi-dessin");
if (svg && formulaire) preparer();

function preparer() {
  const boites = [...svg.querySelectorAll(".fi-boite[data-maillon]")];
  cadre.classList.add("est-pret");
  document.querySelector("[data-schema-aide]")?.removeAttribute("hidden");
  for (const boite of boites) {
    boite.addEventListener("pointerdown", (e) => saisir(e, boite, boites));
    if (cadre.dataset.flux) poserPoignee(boite, boites);
  }
  // A link dragged is not a link followed, nor an image taken away.
  svg.addEventListener("dragstart", (e) => e.preventDefault());
  svg.addEventListener("keydown", (e) => auClavier(e, boites));
}

const rect = (boite) => boite.querySelector(".fi-papier").getBoundingClientRect();
const centre = (boite) => { const r = rect(boite); return [r.left + r.width / 2, r.top + r.height / 2]; };
const colonneDe = (boite) => Number(boite.dataset.colonne);

function envoyer(boite, colonne, ligne) {
  formulaire.elements.maillon.value = boite.dataset.maillon;
  formulaire.elements.colonne.value = colonne;
  formulaire.elements.ligne.value = ligne;
  formulaire.submit();
}

// Boxes of the same chain in a column, top to bottom.
function voisines(boites, boite, colonne) {
  return boites
    .filter((b) => b !== boite && colonneDe(b) === colonne && b.dataset.bande === boite.dataset.bande)
    .sort((a, b) => centre(a)[1] - centre(b)[1]);
}

// ── Moving ──────────────────────────────────────────────────────────────────
function saisir(depart, boite, boites) {
  if (depart.button || depart.pointerType === "touch" || depart.target.closest(".fi-poignee")) return;
  const groupe = boite.closest("g[transform]");
  const origine = groupe.getAttribute("transform");
  const [, x0, y0] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(origine).map(Number);
  const echelle = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  let bouge = false;

  function suivre(e) {
    const dx = e.clientX - depart.clientX;
    const dy = e.clientY - depart.clientY;
    if (!bouge && Math.hypot(dx, dy) < SEUIL_PX) return;
    if (!bouge) { bouge = true; boite.classList.add("est-saisie"); svg.setPointerCapture(depart.pointerId); }
    groupe.setAttribute("transform", `translate(${x0 + dx * echelle} ${y0 + dy * echelle})`);
  }
  function lacher(e) {
    finir();
    if (!bouge) return;
    svg.addEventListener("click", (clic) => clic.preventDefault(), { capture: true, once: true });
    const [x, y] = centre(boite);
    const ailleurs = boites.filter((b) => b !== boite).map((b) => [Math.abs(centre(b)[0] - x), b]).sort((a, b) => a[0] - b[0])[0]?.[1];
    let colonne = colonneDe(boite);
    if (ailleurs) {
      const large = rect(boite).width;
      const ecart = x - centre(ailleurs)[0];
      colonne = Math.max(1, colonneDe(ailleurs) + (Math.abs(ecart) < large * 0.8 ? 0 : Math.sign(ecart)));
    }
    const ligne = voisines(boites, boite, colonne).filter((b) => centre(b)[1] < y).length + 1;
    envoyer(boite, colonne, ligne);
  }
  function finir() {
    svg.removeEventListener("pointermove", suivre);
    svg.removeEventListener("pointerup", lacher);
    svg.removeEventListener("pointercancel", abandonner);
    document.removeEventListener("keydown", echapper);
    boite.classList.remove("est-saisie");
  }
  function abandonner() { finir(); groupe.setAttribute("transform", origine); }
  function echapper(e) { if (e.key === "Escape") abandonner(); }
  svg.addEventListener("pointermove", suivre);
  svg.addEventListener("pointerup", lacher);
  svg.addEventListener("pointercancel", abandonner);
  document.addEventListener("keydown", echapper);
}

function auClavier(e, boites) {
  const pas = FLECHES[e.key];
  const boite = e.target.closest?.(".fi-lien")?.querySelector(".fi-boite[data-maillon]");
  if (!pas || !e.altKey || !boite) return;
  e.preventDefault();
  const colonne = Math.max(1, colonneDe(boite) + pas[0]);
  const [, y] = centre(boite);
  const rang = voisines(boites, boite, colonne).filter((b) => centre(b)[1] < y).length + 1;
  envoyer(boite, colonne, Math.max(1, rang + pas[1]));
}

// ── Drawing a flow ──────────────────────────────────────────────────────────
function poserPoignee(boite, boites) {
  const papier = boite.querySelector(".fi-papier");
  const rond = document.createElementNS(NS, "circle");
  rond.setAttribute("class", "fi-poignee");
  rond.setAttribute("r", "7");
  rond.setAttribute("cx", papier.getAttribute("width"));
  rond.setAttribute("cy", "22");
  boite.append(rond);
  rond.addEventListener("pointerdown", (depart) => {
    if (depart.button) return;
    depart.preventDefault();
    depart.stopPropagation();
    const elan = document.createElementNS(NS, "path");
    elan.setAttribute("class", "fi-elan");
    svg.append(elan);
    const point = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    const a = point(depart.clientX, depart.clientY);
    let visee = null;
    const suivre = (e) => {
      const b = point(e.clientX, e.clientY);
      elan.setAttribute("d", `M${a.x} ${a.y}L${b.x} ${b.y}`);
      const dessous = boites.find((c) => { const r = rect(c); return c !== boite && e.clientX >= r.left && e.clientX <= r.right && e.clientY >= r.top && e.clientY <= r.bottom; });
      if (dessous !== visee) { visee?.classList.remove("est-visee"); dessous?.classList.add("est-visee"); visee = dessous ?? null; }
    };
    const lacher = () => {
      document.removeEventListener("pointermove", suivre);
      document.removeEventListener("pointerup", lacher);
      elan.remove();
      svg.addEventListener("click", (clic) => clic.preventDefault(), { capture: true, once: true });
      if (!visee) return;
      visee.classList.remove("est-visee");
      const adresse = new URL(cadre.dataset.flux, location.href);
      adresse.searchParams.set("de", boite.dataset.maillon);
      adresse.searchParams.set("vers", visee.dataset.maillon);
      location.assign(adresse);
    };
    document.addEventListener("pointermove", suivre);
    document.addEventListener("pointerup", lacher);
  });
}
