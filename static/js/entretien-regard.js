// Beside the questions, the exact words noted so far: kept up to date as one types, each leading to its question.
const liste = document.querySelector("[data-paroles]");
const racine = document.querySelector("[data-mener]");

if (liste && racine) {
  const aucune = document.querySelector("[data-aucune-parole]");
  const aller = racine.querySelector("[data-aller]");
  const LONG = 90;

  const redire = () => {
    const paroles = [...racine.querySelectorAll('[data-cible="verbatim"] [data-texte]')].filter((champ) => champ.value.trim());
    liste.replaceChildren(...paroles.map((champ) => {
      const cle = champ.closest("[data-etape]").dataset.etape;
      const texte = champ.value.trim();
      const lien = document.createElement("a");
      lien.href = `#reponse-${cle}`;
      lien.dataset.vers = cle;
      lien.textContent = `«\u00a0${texte.length > LONG ? `${texte.slice(0, LONG - 1)}…` : texte}\u00a0»`;
      const ligne = document.createElement("li");
      ligne.append(lien);
      return ligne;
    }));
    if (aucune) aucune.hidden = paroles.length > 0;
  };

  racine.addEventListener("input", (evenement) => { if (evenement.target.closest('[data-cible="verbatim"]')) redire(); });
  liste.addEventListener("click", (evenement) => {
    const lien = evenement.target.closest("[data-vers]");
    if (!lien || !aller) return;
    evenement.preventDefault();
    aller.value = lien.dataset.vers;
    aller.dispatchEvent(new Event("change"));
  });
  redire();
}
