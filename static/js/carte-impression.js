// On paper, the map is one picture as wide as the page: what the screen shows, in ink for white paper.
const DENSITE = 2;

export function imprimable(plan) {
  const boite = plan.plan.getBoundingClientRect();
  plan.plan.querySelector(".te-impression")?.remove();
  const image = document.createElement("canvas");
  image.className = "te-impression";
  image.width = boite.width * DENSITE;
  image.height = boite.height * DENSITE;
  const ctx = image.getContext("2d");
  ctx.scale(DENSITE, DENSITE);
  // Tiles of other hosts may be drawn, only not read back: nothing here reads.
  const couches = [...plan.plan.querySelectorAll(".leaflet-tile-loaded"), ...plan.plan.querySelectorAll(".te-toile")];
  for (const couche of couches) {
    const place = couche.getBoundingClientRect();
    ctx.drawImage(couche, place.left - boite.left, place.top - boite.top, place.width, place.height);
  }
  plan.plan.append(image);
}
