// Order of the questions of a grid: dragging a handle (mouse, pen, finger) or Alt + arrows. The arrows' buttons do it without JavaScript.
import { annoncer } from "./echanges.js";

const liste = document.querySelector("[data-questions]");
const jeton = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

function numeroter() {
  [...liste.children].forEach((li, i) => { li.querySelector(".n-rang").textContent = i + 1; });
}

async function enregistrer(li) {
  numeroter();
  const avant = li.nextElementSibling?.dataset.cle ?? "";
  const reponse = await fetch(li.dataset.placer, {
    method: "POST", headers: { Accept: "application/json" },
    body: new URLSearchParams({ csrfmiddlewaretoken: jeton(), avant }),
  }).catch(() => null);
  if (reponse?.ok) annoncer(`Question déplacée, position ${(await reponse.json()).rang} sur ${liste.children.length}.`);
  else location.reload();
}

document.addEventListener("keydown", (evenement) => {
  const li = evenement.target.closest?.(".n-question");
  const pas = { ArrowUp: -1, ArrowDown: 1 }[evenement.key];
  if (!evenement.altKey || !pas || !li || evenement.target.matches("textarea, input, select")) return;
  evenement.preventDefault();
  const focus = document.activeElement;
  const voisin = pas < 0 ? li.previousElementSibling : li.nextElementSibling;
  if (!voisin) return;
  voisin[pas < 0 ? "before" : "after"](li);
  focus.focus();
  enregistrer(li);
});

liste?.addEventListener("pointerdown", (depart) => {
  const li = depart.target.closest("[data-poignee]")?.closest(".n-question");
  if (!li || depart.button) return;
  depart.preventDefault();
  const place = li.nextElementSibling;
  const fin = new AbortController();
  li.classList.add("est-glisse");
  const options = { signal: fin.signal };
  addEventListener("pointermove", (evenement) => {
    const voisin = [...liste.children].find((autre) => {
      const cadre = autre.getBoundingClientRect();
      return autre !== li && evenement.clientY < cadre.top + cadre.height / 2;
    });
    if (voisin !== li.nextElementSibling) liste.insertBefore(li, voisin ?? null);
  }, options);
  function lacher(annule) {
    fin.abort();
    li.classList.remove("est-glisse");
    if (annule) liste.insertBefore(li, place);
    else if (li.nextElementSibling !== place) enregistrer(li);
  }
  addEventListener("pointerup", () => lacher(false), options);
  addEventListener("pointercancel", () => lacher(true), options);
  addEventListener("keydown", (evenement) => { if (evenement.key === "Escape") lacher(true); }, options);
});
