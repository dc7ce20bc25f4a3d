"""Stands in for pymssql."""
from recorder import Connection, record


def connect(*arguments, **options):
    record("pymssql.connect", arguments, options)
    return Connection("pymssql")
