"""Stands in for sqlalchemy.orm."""
from recorder import record


def declarative_base():
    class Base:
        def __init_subclass__(cls):
            record("sqlalchemy.model", getattr(cls, "__tablename__", None), getattr(cls, "__table_args__", None))

    return Base
