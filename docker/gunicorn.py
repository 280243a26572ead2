"""How gunicorn serves the portal; WEB_CONCURRENCY sets the number of processes."""

from typing import Any

bind = "0.0.0.0:8000"  # the container's own network; nginx stands in front
workers = 2
worker_class = "gthread"
threads = 8
preload_app = True
timeout = 60
graceful_timeout = 30
max_requests = 5000
max_requests_jitter = 500
worker_tmp_dir = "/dev/shm"
forwarded_allow_ips = "*"
control_socket_disable = True
accesslog = None  # personal links stand in addresses: they are not logged
errorlog = "-"


def post_worker_init(worker: Any) -> None:
    """Make a fresh process ready to draw once it answers, each process in its turn.

    The portal can be imported only by now.
    """
    from core.charts import warm_up

    warm_up(after=5 + 3 * (worker.age % workers))
