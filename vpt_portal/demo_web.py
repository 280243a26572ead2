"""How gunicorn serves the demonstration: two processes, read once, on this machine alone."""

from typing import Any

workers = 2
worker_class = "gthread"
threads = 4
preload_app = True
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Make a fresh process ready to draw once it answers, each process in its turn.

    The portal can be imported only by now.
    """
    from core.charts import warm_up

    warm_up(after=5 + 3 * (worker.age % workers))
