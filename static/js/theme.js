// Blocking and tiny on purpose: applies the remembered theme before the first paint, so nothing flashes.
try {
  const choix = localStorage.getItem("terreau-theme");
  if (choix === "light" || choix === "dark") document.documentElement.dataset.bsTheme = choix;
} catch { /* storage refused: the system decides */ }
