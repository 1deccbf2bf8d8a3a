"""Health probe of the web container: asks its own health page, workers aside."""

import os
import sys
import urllib.request

hote = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip()
port = os.environ.get("PORT", "8000")
requete = urllib.request.Request(
    f"http://127.0.0.1:{port}/sante/?sans=travailleur",
    headers={"Host": hote, "X-Forwarded-Proto": "https"},
)
# No proxy from the environment: this call never leaves the container.
ouvreur = urllib.request.build_opener(urllib.request.ProxyHandler({}))
try:
    with ouvreur.open(requete, timeout=5) as reponse:
        sys.exit(0 if reponse.status == 200 else 1)  # noqa: PLR2004
except OSError as erreur:
    sys.exit(f"{erreur}")
