"""Stands in for pyodbc."""
from recorder import Connection, record


def connect(*arguments, **options):
    record("pyodbc.connect", arguments, options)
    return Connection("pyodbc")
