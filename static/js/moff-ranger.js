// Moving a statement of the matrix: dragging its handle (mouse, pen, finger) or Alt + arrows from the keyboard.
// The « Déplacer vers » menu of the panel does the same without JavaScript.
const SEUIL_PX = 5;
const BORD_PX = 70;

export function suivreLesGestes({ atelier, deplacer, suspendre }) {
  const rangeable = () => atelier().hasAttribute("data-rangeable");
  const marquer = () => document.documentElement.classList.toggle("est-rangeable", rangeable());
  new MutationObserver(marquer).observe(atelier(), { attributes: true, attributeFilter: ["data-rangeable"] });
  marquer();

  // ── Keyboard ──────────────────────────────────────────────────────────────
  document.addEventListener("keydown", (evenement) => {
    const element = evenement.target.closest?.(".t-item");
    if (!evenement.altKey || evenement.ctrlKey || evenement.metaKey || !element || !atelier().hasAttribute("data-ecriture")) return;
    const pas = { ArrowUp: -1, ArrowDown: 1 }[evenement.key];
    const saut = { ArrowLeft: -1, ArrowRight: 1 }[evenement.key];
    if (pas && rangeable()) {
      evenement.preventDefault();
      deplacer(element, { pas });
    } else if (saut) {
      evenement.preventDefault();
      const listes = [...atelier().querySelectorAll(".t-items")];
      const rang = (listes.indexOf(element.parentElement) + saut + listes.length) % listes.length;
      deplacer(element, { quadrant: listes[rang].dataset.quadrant });
    }
  });

  // ── Pointer ───────────────────────────────────────────────────────────────
  document.addEventListener("pointerdown", (depart) => {
    const poignee = depart.target.closest("[data-poignee]");
    if (!poignee || depart.button || !rangeable()) return;
    depart.preventDefault();
    const element = poignee.closest(".t-item");
    let glisser = null;
    const fin = new AbortController();
    const suivre = { signal: fin.signal };

    function commencer() {
      suspendre(true);
      const cadre = element.getBoundingClientRect();
      const fantome = element.cloneNode(true);
      fantome.removeAttribute("id");
      for (const noeud of fantome.querySelectorAll("[id]")) noeud.removeAttribute("id");
      fantome.classList.add("d-fantome");
      fantome.style.width = `${cadre.width}px`;
      fantome.style.left = `${cadre.left}px`;
      fantome.style.top = `${cadre.top}px`;
      const repere = document.createElement("li");
      repere.className = "d-repere";
      repere.setAttribute("aria-hidden", "true");
      element.classList.add("est-glisse");
      document.body.append(fantome);
      glisser = { fantome, repere, liste: null, avant: null, defilement: 0 };
    }

    function viser(x, y) {
      const section = document.elementFromPoint(x, y)?.closest(".t-quad");
      const liste = section?.querySelector(".t-items");
      if (!liste) return;
      const suivant = [...liste.querySelectorAll(".t-item")].find((li) => {
        const cadre = li.getBoundingClientRect();
        return li !== element && y < cadre.top + cadre.height / 2;
      });
      if (liste === glisser.liste && suivant === glisser.avant) return;
      glisser.liste?.classList.remove("d-cible");
      Object.assign(glisser, { liste, avant: suivant });
      liste.classList.add("d-cible");
      liste.insertBefore(glisser.repere, suivant ?? null);
    }

    function defiler(y) {
      cancelAnimationFrame(glisser.defilement);
      const vitesse = y < BORD_PX ? y - BORD_PX : Math.max(0, y - (innerHeight - BORD_PX));
      if (!vitesse) return;
      glisser.defilement = requestAnimationFrame(() => {
        scrollBy({ top: vitesse / 4, behavior: "instant" });
        defiler(y);
      });
    }

    function arreter() {
      fin.abort();
      if (!glisser) return;
      cancelAnimationFrame(glisser.defilement);
      glisser.fantome.remove();
      glisser.repere.remove();
      glisser.liste?.classList.remove("d-cible");
      element.classList.remove("est-glisse");
      suspendre(false);
    }

    document.addEventListener("pointermove", (ici) => {
      const dx = ici.clientX - depart.clientX;
      const dy = ici.clientY - depart.clientY;
      if (!glisser && Math.hypot(dx, dy) < SEUIL_PX) return;
      if (!glisser) commencer();
      glisser.fantome.style.transform = `translate(${dx}px, ${dy}px)`;
      viser(ici.clientX, ici.clientY);
      defiler(ici.clientY);
    }, suivre);
    document.addEventListener("pointerup", () => {
      const pose = glisser?.liste && { liste: glisser.liste, avant: glisser.avant };
      arreter();
      if (pose) deplacer(element, { quadrant: pose.liste.dataset.quadrant, avant: pose.avant?.dataset.element ?? "" });
    }, suivre);
    document.addEventListener("pointercancel", arreter, suivre);
    document.addEventListener("keydown", (evenement) => {
      if (evenement.key !== "Escape") return;
      evenement.preventDefault();
      arreter();
    }, { ...suivre, capture: true });
  });
}
