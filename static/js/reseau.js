// The drawing of a network wider than the screen opens on its middle, or on the actor it is around.
function centrer() {
  for (const cadre of document.querySelectorAll("[data-centrer]")) {
    cadre.classList.toggle("est-large", cadre.scrollWidth > cadre.clientWidth);
    const vise = (cadre.querySelector(".r-centre") ?? cadre.querySelector(".r-dessin")).getBoundingClientRect();
    const bord = cadre.getBoundingClientRect();
    cadre.scrollLeft += vise.left + vise.width / 2 - bord.left - bord.width / 2;
    if (cadre.scrollHeight > cadre.clientHeight) cadre.scrollTop += vise.top + vise.height / 2 - bord.top - bord.height / 2;
  }
}

centrer();
document.addEventListener("htmx:afterSwap", centrer);
