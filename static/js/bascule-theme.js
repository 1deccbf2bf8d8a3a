// Button that switches between light and dark; back to the system's choice, nothing is remembered.
const CLE = "terreau-theme";
const systeme = matchMedia("(prefers-color-scheme: dark)");
const racine = document.documentElement;

const estSombre = () => (racine.dataset.bsTheme ?? (systeme.matches ? "dark" : "light")) === "dark";

function montrer() {
  for (const bouton of document.querySelectorAll("[data-theme-bascule]")) {
    bouton.hidden = false;
    bouton.setAttribute("aria-pressed", String(estSombre()));
  }
}

document.addEventListener("click", (evenement) => {
  if (!evenement.target.closest("[data-theme-bascule]")) return;
  const choix = estSombre() ? "light" : "dark";
  const commeLeSysteme = (choix === "dark") === systeme.matches;
  if (commeLeSysteme) delete racine.dataset.bsTheme;
  else racine.dataset.bsTheme = choix;
  try {
    if (commeLeSysteme) localStorage.removeItem(CLE);
    else localStorage.setItem(CLE, choix);
  } catch { /* storage refused: the choice lasts as long as the page */ }
  montrer();
});
systeme.addEventListener("change", montrer);
montrer();
