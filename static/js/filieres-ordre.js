// Ordering maillons by dragging their handle (mouse, pen, finger). The arrows beside do the same without JavaScript.
const SEUIL_PX = 5;
const BORD_PX = 70;

const MEMOIRE = "terreau-ordre";

document.documentElement.classList.add("est-triable");

// Keys go on with the same arrow of the same maillon: the page comes back after each move.
document.addEventListener("submit", (envoi) => {
  const fleche = envoi.submitter?.closest(".f-fleche");
  if (fleche) sessionStorage.setItem(MEMOIRE, `${fleche.closest("[data-maillon]").dataset.maillon} ${fleche.value}`);
});
addEventListener("load", () => {
  const [maillon, sens] = (sessionStorage.getItem(MEMOIRE) ?? "").split(" ");
  sessionStorage.removeItem(MEMOIRE);
  if (maillon) document.querySelector(`[data-maillon="${CSS.escape(maillon)}"] .f-fleche[value="${CSS.escape(sens)}"]`)?.focus();
});

document.addEventListener("pointerdown", (depart) => {
  const poignee = depart.target.closest("[data-poignee]");
  if (!poignee || depart.button) return;
  depart.preventDefault();
  const maillon = poignee.closest("[data-maillon]");
  const fin = new AbortController();
  const suivre = { signal: fin.signal };
  const repere = document.createElement("li");
  repere.className = "f-repere";
  repere.setAttribute("aria-hidden", "true");
  let cible = null;

  function viser(x, y) {
    const liste = document.elementFromPoint(x, y)?.closest("[data-chaine]")?.querySelector(".f-maillons");
    if (!liste) return;
    const avant = [...liste.querySelectorAll("[data-maillon]")].find((li) => {
      const cadre = li.getBoundingClientRect();
      return li !== maillon && y < cadre.top + cadre.height / 2;
    });
    liste.insertBefore(repere, avant ?? null);
    cible = { chaine: liste.closest("[data-chaine]").dataset.chaine, avant: avant?.dataset.maillon ?? "" };
  }

  document.addEventListener("pointermove", (geste) => {
    if (!maillon.classList.contains("est-glisse")) {
      if (Math.hypot(geste.clientX - depart.clientX, geste.clientY - depart.clientY) < SEUIL_PX) return;
      maillon.classList.add("est-glisse");
    }
    if (geste.clientY < BORD_PX) scrollBy(0, -12);
    else if (geste.clientY > innerHeight - BORD_PX) scrollBy(0, 12);
    viser(geste.clientX, geste.clientY);
  }, suivre);

  function arreter() {
    fin.abort();
    repere.remove();
    maillon.classList.remove("est-glisse");
  }

  document.addEventListener("pointerup", () => {
    const visee = cible;
    arreter();
    if (!visee) return;
    const formulaire = maillon.querySelector(".f-rang form");
    for (const [nom, valeur] of Object.entries(visee)) {
      const champ = document.createElement("input");
      Object.assign(champ, { type: "hidden", name: nom, value: valeur });
      formulaire.append(champ);
    }
    formulaire.submit();
  }, suivre);
  document.addEventListener("pointercancel", arreter, suivre);
  document.addEventListener("keydown", (touche) => { if (touche.key === "Escape") arreter(); }, suivre);
});
