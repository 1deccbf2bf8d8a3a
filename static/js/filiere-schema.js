// Editing on the diagram: dragging a maillon to another place (a finger rests on it first, else it scrolls), between two
// columns to open one there; Alt + arrows when it has the focus, Shift to open a column; drawing a flow from the handle at
// the right of a maillon. Each gesture ends in the form or page that does it without JavaScript.
const SEUIL_PX = 6;
const APPUI_MS = 350;
const ENTRE_PX = 45; // in the drawing: how near the middle of a gutter a maillon opens a column there
const LARGE_ENTRE = 26;
const MEMOIRE = "terreau-schema";
const NS = "http://www.w3.org/2000/svg";
const FLECHES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const cadre = document.querySelector("[data-schema]");
const formulaire = document.getElementById("placer");
const svg = cadre?.querySelector("svg.fi-dessin");
let enMain = false;
if (svg && formulaire) preparer();

function preparer() {
  const boites = [...svg.querySelectorAll(".fi-boite[data-maillon]")];
  cadre.classList.add("est-pret");
  document.querySelector("[data-schema-aide]")?.removeAttribute("hidden");
  for (const boite of boites) {
    boite.addEventListener("pointerdown", (e) => saisir(e, boite, boites));
    if (cadre.dataset.flux) poserPoignee(boite, boites);
  }
  // A link dragged is not a link followed, nor an image taken away; what a finger holds does not scroll.
  svg.addEventListener("dragstart", (e) => e.preventDefault());
  svg.addEventListener("touchmove", (e) => { if (enMain) e.preventDefault(); }, { passive: false });
  svg.addEventListener("contextmenu", (e) => { if (enMain) e.preventDefault(); });
  svg.addEventListener("keydown", (e) => auClavier(e, boites));
  addEventListener("load", () => retrouver(boites));
}

const rect = (boite) => boite.querySelector(".fi-papier").getBoundingClientRect();
const centre = (boite) => { const r = rect(boite); return [r.left + r.width / 2, r.top + r.height / 2]; };
const colonneDe = (boite) => Number(boite.dataset.colonne);
const echelle = () => svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;

function envoyer(boite, colonne, ligne, auClavier, nouvelle = false) {
  const place = { maillon: boite.dataset.maillon, auClavier, gauche: cadre.scrollLeft, haut: scrollY };
  sessionStorage.setItem(MEMOIRE, JSON.stringify(place));
  formulaire.elements.maillon.value = boite.dataset.maillon;
  formulaire.elements.colonne.value = colonne;
  formulaire.elements.ligne.value = nouvelle ? "" : ligne;
  formulaire.elements.nouvelle.value = nouvelle ? "1" : "";
  formulaire.submit();
}

// The page comes back where it was; keys go on with the same maillon.
function retrouver(boites) {
  const place = JSON.parse(sessionStorage.getItem(MEMOIRE) ?? "null");
  sessionStorage.removeItem(MEMOIRE);
  if (!place) return;
  cadre.scrollLeft = place.gauche;
  scrollTo({ top: place.haut, behavior: "instant" });
  const boite = boites.find((b) => b.dataset.maillon === place.maillon);
  if (place.auClavier) boite?.closest(".fi-lien")?.focus({ preventScroll: true });
}

// Boxes of the same chain in a column, top to bottom.
function voisines(boites, boite, colonne) {
  return boites
    .filter((b) => b !== boite && colonneDe(b) === colonne && b.dataset.bande === boite.dataset.bande)
    .sort((a, b) => centre(a)[1] - centre(b)[1]);
}

// ── Moving ──────────────────────────────────────────────────────────────────
// Columns one may drop into, empty ones and a new one at each end included, then what is between two of them:
// [number, middle in the drawing, whether it opens a column before that one].
function voies() {
  const milieux = svg.dataset.milieux.split(" ").map(Number);
  const premiere = Number(svg.dataset.premiere);
  const pas = milieux.length > 1 ? milieux[1] - milieux[0] : 280;
  const toutes = [milieux[0] - pas, ...milieux, milieux.at(-1) + pas].map((x, i) => [premiere - 1 + i, x]);
  const colonnes = toutes.filter(([numero]) => numero >= 1);
  const entre = milieux.slice(1).map((x, i) => [premiere + i + 1, (x + milieux[i]) / 2, true]);
  return [...colonnes, ...entre.filter(([numero]) => numero >= 1)];
}

function saisir(depart, boite, boites) {
  if (depart.button || depart.target.closest(".fi-poignee")) return;
  const groupe = boite.closest("g[transform]");
  const origine = groupe.getAttribute("transform");
  const [, x0, y0] = /translate\(([-\d.]+)[ ,]+([-\d.]+)\)/.exec(origine).map(Number);
  const k = echelle();
  const fin = new AbortController();
  const ecoute = { signal: fin.signal };
  const voie = document.createElementNS(NS, "rect");
  voie.setAttribute("class", "fi-voie");
  const pleine = Number(boite.querySelector(".fi-papier").getAttribute("width"));
  let tenue = depart.pointerType !== "touch";
  let bouge = false;
  let visee = null;
  const appui = tenue ? 0 : setTimeout(prendre, APPUI_MS);

  function prendre() {
    tenue = bouge = enMain = true;
    boite.classList.add("est-saisie");
    for (const [nom, valeur] of Object.entries({ y: 0, height: svg.viewBox.baseVal.height })) voie.setAttribute(nom, valeur);
    svg.prepend(voie);
    svg.setPointerCapture(depart.pointerId);
    viser();
  }
  function viser() {
    const x = (centre(boite)[0] - svg.getBoundingClientRect().left) * k;
    const loin = ([, milieu, nouvelle]) => (nouvelle && Math.abs(milieu - x) > ENTRE_PX ? Infinity : Math.abs(milieu - x));
    visee = voies().sort((a, b) => loin(a) - loin(b))[0];
    const large = visee[2] ? LARGE_ENTRE : pleine;
    voie.setAttribute("width", large);
    voie.setAttribute("x", visee[1] - large / 2);
    voie.classList.toggle("est-nouvelle", Boolean(visee[2]));
  }
  function suivre(e) {
    if (e.pointerId !== depart.pointerId) return;
    const dx = e.clientX - depart.clientX;
    const dy = e.clientY - depart.clientY;
    if (!bouge && Math.hypot(dx, dy) < SEUIL_PX) return;
    if (!tenue) return finir(); // the finger scrolls
    if (!bouge) prendre();
    groupe.setAttribute("transform", `translate(${x0 + dx * k} ${y0 + dy * k})`);
    viser();
  }
  function lacher() {
    finir();
    if (!bouge) return;
    svg.addEventListener("click", (clic) => clic.preventDefault(), { capture: true, once: true });
    const [colonne, , nouvelle] = visee;
    if (nouvelle) return envoyer(boite, colonne, "", false, true);
    const ligne = voisines(boites, boite, colonne).filter((b) => centre(b)[1] < centre(boite)[1]).length + 1;
    envoyer(boite, colonne, ligne, false);
  }
  function finir() {
    clearTimeout(appui);
    fin.abort();
    voie.remove();
    enMain = false;
    boite.classList.remove("est-saisie");
  }
  function abandonner() { finir(); groupe.setAttribute("transform", origine); }
  svg.addEventListener("pointermove", suivre, ecoute);
  svg.addEventListener("pointerup", lacher, ecoute);
  svg.addEventListener("pointercancel", abandonner, ecoute);
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") abandonner(); }, ecoute);
}

function auClavier(e, boites) {
  const pas = FLECHES[e.key];
  const boite = e.target.closest?.(".fi-lien")?.querySelector(".fi-boite[data-maillon]");
  if (!pas || !e.altKey || !boite) return;
  e.preventDefault();
  if (e.shiftKey && pas[0]) return envoyer(boite, colonneDe(boite) + (pas[0] > 0 ? 1 : 0), "", true, true);
  const colonne = Math.max(1, colonneDe(boite) + pas[0]);
  const [, y] = centre(boite);
  const rang = voisines(boites, boite, colonne).filter((b) => centre(b)[1] < y).length + 1;
  envoyer(boite, colonne, Math.max(1, rang + pas[1]), true);
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
    enMain = true;
    const elan = document.createElementNS(NS, "path");
    elan.setAttribute("class", "fi-elan");
    svg.append(elan);
    const point = (x, y) => new DOMPoint(x, y).matrixTransform(svg.getScreenCTM().inverse());
    const a = point(depart.clientX, depart.clientY);
    const fin = new AbortController();
    const ecoute = { signal: fin.signal };
    let visee = null;
    const suivre = (e) => {
      const b = point(e.clientX, e.clientY);
      elan.setAttribute("d", `M${a.x} ${a.y}L${b.x} ${b.y}`);
      const dessous = boites.find((c) => { const r = rect(c); return c !== boite && e.clientX >= r.left && e.clientX <= r.right && e.clientY >= r.top && e.clientY <= r.bottom; });
      if (dessous !== visee) { visee?.classList.remove("est-visee"); dessous?.classList.add("est-visee"); visee = dessous ?? null; }
    };
    const arreter = () => {
      fin.abort();
      elan.remove();
      enMain = false;
      visee?.classList.remove("est-visee");
    };
    const lacher = () => {
      arreter();
      svg.addEventListener("click", (clic) => clic.preventDefault(), { capture: true, once: true });
      if (!visee) return;
      const adresse = new URL(cadre.dataset.flux, location.href);
      adresse.searchParams.set("de", boite.dataset.maillon);
      adresse.searchParams.set("vers", visee.dataset.maillon);
      location.assign(adresse);
    };
    document.addEventListener("pointermove", suivre, ecoute);
    document.addEventListener("pointerup", lacher, ecoute);
    document.addEventListener("pointercancel", arreter, ecoute);
    document.addEventListener("keydown", (e) => { if (e.key === "Escape") arreter(); }, ecoute);
  });
}
