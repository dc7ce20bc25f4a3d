"""Stands in for sqlalchemy.engine."""


class URL:
    @classmethod
    def create(cls, drivername, **parts):
        return "%s:%s" % (drivername, sorted(parts.items()))
