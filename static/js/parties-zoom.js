// Zoom of a drawing inside its frame: buttons, Ctrl + wheel; the frame scrolls, the mouse drags the paper.
const FACTEUR = 1.35;
const MAX = 6;
const MIN_PX = 240;
const niveaux = new Map();

function bouton(signe, libelle, agir) {
  const b = document.createElement("button");
  b.type = "button";
  b.append(signe);
  b.setAttribute("aria-label", libelle);
  b.title = libelle;
  b.addEventListener("click", agir);
  return b;
}

export function installerLeZoom(racine) {
  for (const cadre of racine?.querySelectorAll("[data-zoom]") ?? []) if (!cadre.dataset.pret) preparer(cadre, racine.dataset.vue ?? "");
}

function preparer(cadre, vue) {
  cadre.dataset.pret = "";
  const dessin = cadre.querySelector("svg");
  if (!dessin) return;
  const base = () => Math.min(cadre.clientWidth, dessin.viewBox.baseVal.width);

  function regler(niveau, x = cadre.clientWidth / 2, y = cadre.clientHeight / 2) {
    const z = Math.max(1, Math.min(MAX, niveau));
    const avant = dessin.getBoundingClientRect();
    const bord = cadre.getBoundingClientRect();
    const part = [(bord.left + x - avant.left) / avant.width, (bord.top + y - avant.top) / avant.height];
    niveaux.set(vue, z);
    cadre.classList.toggle("est-agrandi", z > 1);
    cadre.tabIndex = z > 1 ? 0 : -1;
    dessin.style.width = z > 1 ? `${Math.max(MIN_PX, base() * z)}px` : "";
    const apres = dessin.getBoundingClientRect();
    cadre.scrollLeft += apres.left - bord.left + part[0] * apres.width - x;
    cadre.scrollTop += apres.top - bord.top + part[1] * apres.height - y;
  }

  const outils = document.createElement("div");
  outils.className = "t-zoom";
  outils.setAttribute("role", "group");
  outils.setAttribute("aria-label", "Agrandissement du dessin");
  outils.append(
    bouton("+", "Agrandir", () => regler((niveaux.get(vue) ?? 1) * FACTEUR)),
    bouton("−", "Réduire", () => regler((niveaux.get(vue) ?? 1) / FACTEUR)),
    bouton("⤢", "Voir tout le dessin", () => regler(1)),
  );
  cadre.before(outils);
  if ((niveaux.get(vue) ?? 1) > 1) regler(niveaux.get(vue));

  cadre.addEventListener("wheel", (e) => {
    if (!e.ctrlKey) return;
    e.preventDefault();
    const bord = cadre.getBoundingClientRect();
    regler((niveaux.get(vue) ?? 1) * (e.deltaY < 0 ? 1.15 : 1 / 1.15), e.clientX - bord.left, e.clientY - bord.top);
  }, { passive: false });

  cadre.addEventListener("pointerdown", (e) => {
    if (e.pointerType === "touch" || e.button || e.target.closest("a.pp-nom") || !cadre.classList.contains("est-agrandi")) return;
    const depart = [e.clientX + cadre.scrollLeft, e.clientY + cadre.scrollTop];
    const fin = new AbortController();
    cadre.classList.add("est-saisi");
    addEventListener("pointermove", (m) => {
      cadre.scrollLeft = depart[0] - m.clientX;
      cadre.scrollTop = depart[1] - m.clientY;
    }, { signal: fin.signal });
    addEventListener("pointerup", () => { cadre.classList.remove("est-saisi"); fin.abort(); }, { signal: fin.signal });
  });
}
