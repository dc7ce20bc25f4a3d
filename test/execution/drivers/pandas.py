"""Stands in for pandas."""
from recorder import record


class DataFrame:
    def itertuples(self, index=True):
        return iter([("0000000007", "A Clinic", "Cardiology")])

    def __len__(self):
        return 1

    def to_sql(self, name, con, schema=None, if_exists="fail", index=True):
        record("pandas.to_sql", name, str(con), schema, if_exists, index)


def read_sql(sql, con, params=None):
    record("pandas.read_sql", str(sql), params)
    return DataFrame()


read_sql_query = read_sql
