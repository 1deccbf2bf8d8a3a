// Drafts of what is being typed, kept in this browser until the server has them.
// One entry per open screen (« poste »), per person and per object: a person never sees another's, two tabs
// never mix theirs, and what a closed tab left behind is found again by the next one. Gone once saved, on signing out,
// and after two weeks in any case.
const PREFIXE = "terreau:brouillon:";
const PERIME_MS = 14 * 24 * 3600 * 1000;
const VIVANT_MS = 15_000;

const lire = (cle) => {
  try { return JSON.parse(localStorage.getItem(cle)); } catch { return null; }
};
const cles = () => {
  try { return Object.keys(localStorage).filter((cle) => cle.startsWith(PREFIXE)); } catch { return []; }
};
const hasard = () => [...crypto.getRandomValues(new Uint8Array(12))].map((o) => o.toString(36).padStart(2, "0")).join("");

export const nouvelleCle = () => hasard();
export const enAttente = () => cles().some((cle) => Object.keys(lire(cle)?.champs ?? {}).length);
export function toutEffacer() {
  for (const cle of cles()) localStorage.removeItem(cle);
  try { sessionStorage.removeItem(QUI); } catch { /* nothing kept */ }
}

// Without network, the reloaded screen knows whose tab it is, and the questions it showed, from the tab itself.
const QUI = "terreau:brouillons-de";
const QUESTIONS = "terreau:questions:";
const deLOnglet = (cle) => {
  try { return sessionStorage.getItem(cle); } catch { return null; }
};
export const proprietaireDici = () => deLOnglet(QUI) ?? "";
export const etapesDe = (objet) => JSON.parse(deLOnglet(QUESTIONS + objet) ?? "[]");
export function retenirEtapes(proprietaire, objet, etapes) {
  try {
    sessionStorage.setItem(QUI, proprietaire);
    sessionStorage.setItem(QUESTIONS + objet, JSON.stringify(etapes));
  } catch { /* private window: the offline screen will only say so */ }
}

// Drafts of a person on an object: [screen that wrote it, name, entry].
export function* laisses(proprietaire, objet) {
  const base = `${PREFIXE}${proprietaire}:${objet}:`;
  for (const cle of cles()) if (cle.startsWith(base)) for (const [nom, entree] of Object.entries(lire(cle)?.champs ?? {})) yield [cle.slice(base.length), nom, entree];
}

// Change a draft in place, marked as left: the next screen takes it at once. False when the browser keeps nothing.
export function reecrire(proprietaire, objet, poste, nom, entree) {
  const cle = `${PREFIXE}${proprietaire}:${objet}:${poste}`;
  const champs = { ...lire(cle)?.champs, [nom]: entree };
  try {
    localStorage.setItem(cle, JSON.stringify({ vu: Date.now(), ferme: true, champs }));
    return true;
  } catch { return false; }
}
for (const cle of cles()) if (!(Date.now() - lire(cle)?.vu < PERIME_MS)) localStorage.removeItem(cle);

export class Brouillons {
  constructor(proprietaire, objet) {
    this.base = `${PREFIXE}${proprietaire}:${objet}:`;
    this.poste = hasard();
    this.champs = {};
    this.gardes = true; // false when the browser keeps nothing (private window, full storage)
    setInterval(() => this.ecrire(), VIVANT_MS / 3);
    this.ferme = false; // stays so while the last sendings of a closing screen write their drafts
    addEventListener("pagehide", () => { this.ferme = true; this.ecrire(); });
    addEventListener("pageshow", () => { this.ferme = false; this.ecrire(); });
  }

  ecrire() {
    const cle = this.base + this.poste;
    const { ferme } = this;
    try {
      if (Object.keys(this.champs).length) localStorage.setItem(cle, JSON.stringify({ vu: Date.now(), ferme, champs: this.champs }));
      else localStorage.removeItem(cle);
      this.gardes = true;
    } catch { this.gardes = false; }
  }

  poser(nom, valeur) {
    this.champs[nom] = valeur;
    this.ecrire();
  }

  oter(nom) {
    delete this.champs[nom];
    this.ecrire();
  }

  // Drafts of the same person on the same object, left by screens that are gone: [nom, entry, forget()].
  *orphelins() {
    for (const cle of cles()) {
      if (!cle.startsWith(this.base) || cle === this.base + this.poste) continue;
      const laisse = lire(cle);
      if (!laisse || (!laisse.ferme && Date.now() - laisse.vu < VIVANT_MS)) continue;
      for (const [nom, entree] of Object.entries(laisse.champs)) {
        yield [nom, entree, () => {
          delete laisse.champs[nom];
          if (Object.keys(laisse.champs).length) localStorage.setItem(cle, JSON.stringify(laisse));
          else localStorage.removeItem(cle);
        }];
      }
    }
  }
}
