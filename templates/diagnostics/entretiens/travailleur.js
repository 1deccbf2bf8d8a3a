// Keeps the recording screen reloadable without network. Its scope is one screen; it holds that screen's shell and the
// shell's own files, nothing that anybody wrote, and a new version throws the old one away.
const CACHE = "terreau-saisie-{{ version }}";
const COQUILLE = "{{ coquille }}";
const FICHIERS = {{ fichiers|safe }};

addEventListener("install", (evenement) => {
  evenement.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll([COQUILLE, ...FICHIERS].map((adresse) => new Request(adresse, { credentials: "omit", cache: "reload" })));
    await skipWaiting();
  })());
});

addEventListener("activate", (evenement) => {
  evenement.waitUntil((async () => {
    for (const nom of await caches.keys()) if (nom.startsWith("terreau-saisie-") && nom !== CACHE) await caches.delete(nom);
    await clients.claim();
  })());
});

addEventListener("fetch", (evenement) => {
  const { request } = evenement;
  if (request.method !== "GET") return;
  const adresse = new URL(request.url);
  if (request.mode === "navigate") {
    evenement.respondWith(fetch(request).catch(async () => (await caches.match(COQUILLE, { cacheName: CACHE })) ?? Response.error()));
  } else if (adresse.origin === location.origin && FICHIERS.includes(adresse.pathname)) {
    evenement.respondWith((async () => (await caches.match(adresse.pathname, { cacheName: CACHE })) ?? fetch(request))());
  }
});
