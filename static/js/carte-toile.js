// A Leaflet layer that is one canvas, wider than the view: it slides with the map, is stretched while
// the zoom runs, and painted again at rest or when the view leaves what is painted.
const MARGE = 0.25; // of the view, on each side
const DENSITE_MAX = 2;

export function creerToile(L, { panneau, peindre }) {
  const Toile = L.Layer.extend({
    onAdd(carte) {
      this.toile = L.DomUtil.create("canvas", "leaflet-zoom-animated te-toile", carte.getPane(panneau));
      this.toile.setAttribute("aria-hidden", "true");
      this.ctx = this.toile.getContext("2d");
      this.repeindre();
    },
    onRemove() {
      cancelAnimationFrame(this.prochaine);
      this.toile.remove();
    },
    getEvents() {
      return {
        moveend: this.repeindre, viewreset: this.repeindre, resize: this.repeindre,
        zoomanim: this.animer, zoomend: this.poser, zoom: this.etirer, move: this.surveiller,
      };
    },
    // Ask for a new painting at the next frame, once.
    demander() {
      this.prochaine ??= requestAnimationFrame(() => { this.prochaine = null; this.repeindre(); });
    },
    repeindre() {
      const carte = this._map;
      if (!carte || this.enZoom) return;
      cancelAnimationFrame(this.prochaine);
      this.prochaine = null;
      const taille = carte.getSize();
      if (!taille.x || !taille.y) return;
      const marge = taille.multiplyBy(MARGE).round();
      const coin = carte.containerPointToLayerPoint(marge.multiplyBy(-1)).round();
      const etendue = taille.add(marge.multiplyBy(2));
      const densite = Math.min(DENSITE_MAX, devicePixelRatio || 1);
      const [l, h] = [Math.round(etendue.x * densite), Math.round(etendue.y * densite)];
      this.ctx.setTransform(1, 0, 0, 1, 0, 0);
      if (this.toile.width !== l || this.toile.height !== h) {
        this.toile.width = l;
        this.toile.height = h;
        this.toile.style.width = `${etendue.x}px`;
        this.toile.style.height = `${etendue.y}px`;
      } else this.ctx.clearRect(0, 0, l, h);
      L.DomUtil.setTransform(this.toile, coin, 1);
      this.peinte = L.bounds(coin, coin.add(etendue));
      this.zoom = carte.getZoom();
      this.limites = L.latLngBounds(carte.layerPointToLatLng(this.peinte.getBottomLeft()), carte.layerPointToLatLng(this.peinte.getTopRight()));
      const origine = carte.getPixelOrigin().add(coin);
      const echelle = 256 * 2 ** this.zoom;
      this.ctx.setTransform(densite, 0, 0, densite, 0, 0);
      peindre(this.ctx, {
        echelle, densite, zoom: this.zoom, ox: origine.x, oy: origine.y, largeur: etendue.x, hauteur: etendue.y,
        x: (wx) => wx * echelle - origine.x, y: (wy) => wy * echelle - origine.y,
      });
    },
    surveiller() {
      const carte = this._map;
      if (this.enZoom || carte.getZoom() !== this.zoom) return;
      const vue = L.bounds(carte.containerPointToLayerPoint([0, 0]), carte.containerPointToLayerPoint(carte.getSize()));
      if (!this.peinte?.contains(vue)) this.demander();
    },
    animer({ center, zoom }) {
      this.enZoom = true;
      this.transformer(center, zoom);
    },
    etirer() {
      if (!this.enZoom && this.limites) this.transformer(this._map.getCenter(), this._map.getZoom());
    },
    poser() { this.enZoom = false; },
    transformer(centre, zoom) {
      const carte = this._map;
      const coin = carte._latLngBoundsToNewLayerBounds(this.limites, zoom, centre).min;
      L.DomUtil.setTransform(this.toile, coin, carte.getZoomScale(zoom, this.zoom));
    },
  });
  return new Toile();
}
