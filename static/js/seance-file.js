// What this phone wrote and the server has not confirmed yet. Kept in localStorage: a lost network, a closed
// page or a flat battery lose nothing; each write carries a key of its own, so that sending it again is safe.
const MS = 1000;

export function creerFile({ cle, jeton, envoye, change }) {
  const nom = `seance-${cle}`;
  let essais = 0;
  let minuterie = 0;
  let enCours = false;
  let memoire = lire();

  function lire() {
    try { return JSON.parse(localStorage.getItem(nom) ?? "[]"); } catch { return memoire ?? []; }
  }
  function garder() {
    try { localStorage.setItem(nom, JSON.stringify(memoire)); } catch { /* private mode: memory only */ }
    change(memoire);
  }
  function ajouter(envoi) {
    // The last word on a card replaces the one still waiting.
    if (envoi.sujet) memoire = memoire.filter((e) => e.sujet !== envoi.sujet || e.refus || e.part);
    memoire.push({ id: crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`, quand: Date.now(), ...envoi });
    garder();
    vider();
  }
  function oublier(id) {
    memoire = memoire.filter((e) => e.id !== id);
    garder();
  }

  async function vider() {
    clearTimeout(minuterie);
    if (enCours) return;
    const suivant = memoire.find((e) => !e.refus);
    if (!suivant) return;
    enCours = true;
    suivant.part = true;
    try {
      const champs = new URLSearchParams({ ...suivant.champs, csrfmiddlewaretoken: jeton() });
      if (suivant.note && suivant.tente) champs.set("attendait", "1");
      for (const [k, v] of Object.entries(suivant.etat?.() ?? {})) champs.set(k, v);
      for (const [k, v] of Object.entries(envoye.connu())) champs.set(k, v);
      suivant.tente = true;
      const reponse = await fetch(suivant.url, {
        method: "POST", body: champs, credentials: "same-origin", headers: { Accept: "application/json" },
      });
      if (reponse.ok && reponse.headers.get("Content-Type")?.includes("json")) {
        essais = 0;
        const etat = await reponse.json();
        memoire = memoire.filter((e) => e.id !== suivant.id);
        garder();
        envoye.recu(etat, suivant, reponse.headers.get("ETag"));
      } else if (reponse.status === 422) {
        const { message } = await reponse.json();
        suivant.refus = message;
        garder();
        envoye.refuse(message, suivant);
      } else if (reponse.status === 401 || reponse.status === 403) {
        suivant.refus = "Ce téléphone n’est plus reconnu : rechargez la page, puis renvoyez.";
        garder();
        envoye.refuse(suivant.refus, suivant);
      } else throw new Error(`status ${reponse.status}`);
    } catch {
      essais += 1;
      garder();
    } finally {
      delete suivant.part;
      enCours = false;
      if (memoire.some((e) => !e.refus)) minuterie = setTimeout(vider, Math.min(2 ** essais, 16) * MS * (essais ? 1 : 0));
    }
  }
  addEventListener("online", () => { essais = 0; vider(); });
  return {
    ajouter, oublier, vider,
    renvoyer(id) { const envoi = memoire.find((e) => e.id === id); if (envoi) { delete envoi.refus; garder(); vider(); } },
    reprise() { for (const e of memoire) { e.tente = e.tente || Boolean(e.note); delete e.part; } garder(); vider(); },
  };
}
