"""gunicorn for Parcours: nginx before it waits for slow clients, `parcours worker` beside it sends the mails."""

# nginx alone reaches it: the folder belongs to the service's user and to nginx's group.
bind = "unix:/run/parcours/gunicorn.sock"

# A process for each core. Their threads wait for the database, which has one writer, and for Argon2.
workers = 2
worker_class = "gthread"
threads = 8
worker_tmp_dir = "/dev/shm"  # a heartbeat in memory: a slow disk must not look like a worker that hangs

timeout = 60
graceful_timeout = 30  # to finish what had come before a stop or a reload
control_socket_disable = True

# One line of JSON for each event, gunicorn's own too, to standard error: journald keeps them. nginx logs the requests.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "engine.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {
        "parcours": {"level": "INFO"},
        "gunicorn.error": {"level": "INFO", "handlers": ["stderr"], "propagate": False, "qualname": "gunicorn.error"},
    },
}
