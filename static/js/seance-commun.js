// What the screens of a session share: asking what changed (304 when nothing did), putting cards in their
// place, the timer. The server says everything; nothing here decides.

// Asks « adresse » every « periode() » ms; slower and slower while the network fails, at once when it comes back.
// « connue » is the ETag of what the page was made with: nothing new, nothing sent.
export function sonder({ adresse, periode, recevoir, connue = "", panne = () => {}, retour = () => {} }) {
  let etag = connue;
  let pannes = 0;
  let minuterie = 0;
  let enCours = false;

  async function demander() {
    clearTimeout(minuterie);
    if (enCours) return;
    enCours = true;
    try {
      const reponse = await fetch(adresse(), {
        cache: "no-store", credentials: "same-origin",
        headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) },
      });
      if (reponse.status === 401 || (reponse.redirected && !reponse.headers.get("ETag"))) { location.reload(); return; }
      if (reponse.status !== 304) {
        if (!reponse.ok) throw new Error(`status ${reponse.status}`);
        const etat = await reponse.json();
        etag = reponse.headers.get("ETag") ?? "";
        recevoir(etat);
      }
      if (pannes) retour();
      pannes = 0;
    } catch {
      pannes += 1;
      if (pannes > 1) panne();
    } finally {
      enCours = false;
      planifier();
    }
  }
  function planifier() {
    clearTimeout(minuterie);
    if (document.hidden) return;
    const attente = Math.min(periode() * 2 ** Math.min(pannes, 3), 20000);
    minuterie = setTimeout(demander, attente * (0.9 + Math.random() * 0.2));
  }
  document.addEventListener("visibilitychange", () => { if (document.hidden) clearTimeout(minuterie); else demander(); });
  addEventListener("online", demander);
  planifier();
  return { demander, oublier: () => { etag = ""; }, connaitre: (recu) => { etag = recu ?? ""; } };
}

const depuisHtml = (html) => {
  const gabarit = document.createElement("template");
  gabarit.innerHTML = html;
  return gabarit.content.firstElementChild;
};

// Puts changed cards in their case (in the order of their numbers), takes away those that left.
export function poserCartes({ cartes = [], parties = [] }, { garder = () => {} } = {}) {
  const neuves = [];
  for (const numero of parties) document.getElementById(`c${numero}`)?.remove();
  for (const [numero, code, html] of cartes) {
    const neuve = depuisHtml(html);
    const ancienne = document.getElementById(`c${numero}`);
    const liste = document.getElementById(`cartes-${code}`);
    if (!liste) continue;
    if (ancienne) {
      garder(ancienne, neuve);
      const ouverts = [...ancienne.querySelectorAll("details")].map((d) => d.open);
      [...neuve.querySelectorAll("details")].forEach((d, i) => { d.open = ouverts[i] ?? false; });
    }
    if (ancienne && ancienne.parentElement === liste) ancienne.replaceWith(neuve);
    else {
      ancienne?.remove();
      const suivante = [...liste.children].find((li) => Number(li.dataset.numero) > numero);
      liste.insertBefore(neuve, suivante ?? null);
      neuve.classList.add("est-neuve");
      neuves.push(neuve);
    }
  }
  for (const colonne of document.querySelectorAll(".s-case")) {
    const nombre = colonne.querySelector("[data-nombre]");
    if (nombre) nombre.textContent = colonne.querySelectorAll(".s-carte").length;
  }
  return neuves;
}

// Replaces the content of a zone when it changed, keeping focus, typed text and open details.
export function remplacer(zone, html) {
  if (!zone || zone.dataset.html === html) return false;
  zone.dataset.html = html;
  const actif = document.activeElement;
  const dedans = zone.contains(actif) && actif !== zone;
  const saisies = new Map([...zone.querySelectorAll("input[id], textarea[id], select[id]")].map((c) => [c.id, c.value]));
  const ouverts = [...zone.querySelectorAll("details")].map((d) => d.open);
  const repere = dedans ? { id: actif.id, valeur: actif.value, nom: actif.name, rang: [...zone.querySelectorAll("a, button, input, select, textarea, summary")].indexOf(actif) } : null;
  zone.innerHTML = html;
  [...zone.querySelectorAll("details")].forEach((d, i) => { d.open = ouverts[i] ?? d.open; });
  for (const champ of zone.querySelectorAll("input[id]:not([type=hidden]), textarea[id]")) {
    if (saisies.has(champ.id) && champ.type !== "radio" && champ.type !== "checkbox") champ.value = saisies.get(champ.id);
  }
  if (repere) {
    const cible = (repere.id && document.getElementById(repere.id))
      || [...zone.querySelectorAll("button")].find((b) => b.name === repere.nom && b.value === repere.valeur)
      || zone.querySelectorAll("a, button, input, select, textarea, summary")[repere.rang];
    cible?.focus({ preventScroll: true });
  }
  suivreMinuteurs();
  return true;
}

// Timers count down between two answers: the end is the server's, the clock is ours from its arrival on.
const fins = new WeakMap();
export function suivreMinuteurs() {
  for (const minuteur of document.querySelectorAll("[data-reste]")) {
    if (!fins.has(minuteur)) fins.set(minuteur, performance.now() + Number(minuteur.dataset.reste) * 1000);
  }
}
function ecrireMinuteurs() {
  for (const minuteur of document.querySelectorAll("[data-court]")) {
    const fin = fins.get(minuteur);
    if (fin === undefined) continue;
    const reste = Math.max(0, Math.round((fin - performance.now()) / 1000));
    const texte = `${String(Math.floor(reste / 60)).padStart(2, "0")}:${String(reste % 60).padStart(2, "0")}`;
    const temps = minuteur.querySelector("[data-temps]");
    if (temps.textContent !== texte) temps.textContent = texte;
    minuteur.classList.toggle("est-fini", reste === 0);
  }
}
suivreMinuteurs();
setInterval(ecrireMinuteurs, 250);

export function annoncer(texte) {
  const zone = document.getElementById("annonces");
  if (zone) zone.textContent = texte;
}
