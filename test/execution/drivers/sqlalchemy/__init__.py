"""Stands in for SQLAlchemy."""
from recorder import record


class Text(str):
    pass


def text(sql):
    return Text(sql)


class Engine:
    def __init__(self, url):
        self.url = url

    def __str__(self):
        return "Engine(%s)" % self.url

    def begin(self):
        return self

    connect = begin

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False

    def execute(self, statement, parameters=None):
        record("sqlalchemy.execute", str(statement), parameters)


def create_engine(url, **options):
    record("sqlalchemy.create_engine", str(url), options)
    return Engine(url)


class MetaData:
    def __init__(self, schema=None):
        record("sqlalchemy.MetaData", schema)
        self.schema = schema


class Column:
    def __init__(self, *arguments, **options):
        pass


class Integer:
    pass


class String:
    def __init__(self, length=None):
        pass


class Table:
    def __init__(self, name, metadata, *columns):
        self.name = "%s.%s" % (metadata.schema, name)

    def insert(self):
        return "INSERT INTO " + self.name
