# Two images from one file: « application » (web, workers, beat, migration) and
# « proxy » (TLS and static files). Versions of libraries come from the hashed
# lock files, never from the network's mood.

# ── Static assets and reference data ────────────────────────────────────────
FROM node:24-bookworm-slim AS ressources
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --omit=dev
COPY bin/statiques.mjs bin/
COPY static static
RUN node bin/statiques.mjs

# ── Python libraries ────────────────────────────────────────────────────────
FROM python:3.11-slim-bookworm AS bibliotheques
COPY requirements/outils.txt requirements/base.txt /requirements/
RUN python -m venv /opt/outils \
    && /opt/outils/bin/pip install --no-cache-dir --require-hashes --only-binary :all: \
        -r /requirements/outils.txt \
    && python -m venv --without-pip /opt/venv \
    && /opt/outils/bin/uv pip sync --no-cache --require-hashes --compile-bytecode \
        --python /opt/venv/bin/python /requirements/base.txt

# ── Application ─────────────────────────────────────────────────────────────
FROM python:3.11-slim-bookworm AS application
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        fontconfig fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 terreau \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin terreau \
    && install -d -o 10001 -g 10001 -m 700 /donnees
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/tmp/cache \
    TERREAU_DONNEES=/donnees \
    TERREAU_STATIQUES=/app/statiques
WORKDIR /app
COPY --from=bibliotheques /opt/venv /opt/venv
COPY --from=ressources /app/node_modules node_modules
COPY . .
COPY --from=ressources /app/static static
# The key is needed to load the settings, and is not kept.
RUN python -m compileall -q -j 0 . \
    && SECRET_KEY=construction-de-l-image TERREAU_DONNEES=/tmp/construction \
        python manage.py collectstatic --noinput \
    && rm -rf /tmp/construction
USER 10001:10001
VOLUME /donnees
EXPOSE 8000
CMD ["gunicorn", "config.wsgi", "--config", "deploy/gunicorn.conf.py", "--bind", "0.0.0.0:8000"]

# ── Reverse proxy: the static files of the very same build ──────────────────
FROM caddy:2-alpine AS proxy
# It listens on 8080 and 8443, so it needs no capability and no root.
RUN setcap -r /usr/bin/caddy \
    && install -d -o 10001 -g 10001 -m 700 /data /config
COPY deploy/Caddyfile /etc/caddy/Caddyfile
COPY --from=application /app/statiques /srv/statiques
USER 10001:10001
VOLUME /data /config
EXPOSE 8080 8443
