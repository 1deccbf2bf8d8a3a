"""Gunicorn settings shared by bin/demo and production; counts come from the environment.

``WEB_CONCURRENCY`` (processes) is read by gunicorn itself, ``WEB_THREADS`` here.
"""

import os
from typing import Any

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
timeout = 60
graceful_timeout = 10
keepalive = 5
# A worker is replaced now and then, so that a slow leak never becomes an outage.
max_requests = 5000
max_requests_jitter = 500
# The heartbeat file of each process belongs in memory: a slow disk must not kill workers.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# The application logs its own events; the reverse proxy logs requests.
accesslog = None
errorlog = "-"
# No runtime control door: processes are steered by signals only.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Load what the first visitor would wait for, before this process answers anybody."""
    from socle.chauffe import preparer

    preparer(worker.wsgi)
