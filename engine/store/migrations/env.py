"""Run by Alembic, on the connection and in the transaction that it is given; it ends neither."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
