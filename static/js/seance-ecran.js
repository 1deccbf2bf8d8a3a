// The big screen follows the session; on a new step it draws itself again.
import { poserCartes, remplacer, sonder } from "./seance-commun.js";

const ecran = document.getElementById("ecran");
const connu = { e: ecran.dataset.etape, r: ecran.dataset.r };

sonder({
  adresse: () => `${ecran.dataset.etat}?${new URLSearchParams(connu)}`,
  periode: () => 2000,
  connue: ecran.dataset.etag,
  recevoir(etat) {
    if (etat.e !== connu.e) { location.reload(); return; }
    connu.r = etat.r;
    remplacer(document.getElementById("tete_ecran"), etat.zones.tete_ecran);
    const neuves = poserCartes(etat);
    for (const [numero, [voix, priorite]] of Object.entries(etat.voix ?? {})) {
      const zone = document.querySelector(`[data-voix="${numero}"]`);
      if (zone) zone.innerHTML = `<strong>${voix}</strong> voix · priorité <strong>${priorite}</strong>`;
    }
    if (neuves.length === 1) neuves[0].scrollIntoView({ block: "nearest", behavior: "smooth" });
  },
});
