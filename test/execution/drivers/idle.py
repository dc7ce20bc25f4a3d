"""Calls what no entry of the samples reaches: the functions that are kept for people and for tools."""
import sys

from recorder import Connection

sys.path.insert(0, sys.argv[1])
connection = Connection("direct")
cursor = connection.cursor()

if sys.argv[2] == "fileload":
    from fileload import addresses, connections, eligibility, locking, members, models, providers, queries, reporting, routing, settings
    from fileload.legacy.member_repository_loader import MemberRepositoryArchiveLoader, compare
    from fileload.publish import writer
    from recorder import record

    addresses.count_by_city(cursor, "O'Fallon")
    eligibility.close(connection, "2024-12-31")
    eligibility.open_periods(connection)
    members.known_plans(connection)
    members.members_by_name(connection, "A%")
    providers.snapshot(providers.refresh(connection) and __import__("pandas").DataFrame())
    MemberRepositoryArchiveLoader().run(2019)
    compare(cursor)
    writer.log_row(connection)
    record("queries", queries.count("Member"), queries.as_json("Member"), queries.columns("Member"), queries.QUERIES, queries.SOURCES)
    record("routing", [routing.owner(name) for name in ("MemberRepository", "OutcomesIdentification", "x")], routing.KNOWN)
    record("routing", routing.is_member_table("MemberRepository.dbo.Member"), routing.guard("MemberRepository"), routing.LEGACY_KEY)
    record("routing", routing.header(b"MemberRepository\x00 and so on"), routing.target("Member"), routing.statement("Member"))
    record("settings", settings.DATABASES, settings.MEMBER_DB, settings.OUTCOME_DB, settings.STAGING_TABLE, settings.REJECT_TABLE)
    record("texts", [getattr(module, "__doc__") for module in (addresses, connections, locking, members, models, reporting, routing)])
    record("reporting", reporting.TEMPLATE, reporting.export_name("1"), reporting.export_path("1"), reporting.help_url())
else:
    from insight import compare, db, policies, scores
    from recorder import record

    list(compare.differences())
    compare.remote(cursor, "monday")
    scores.score()
    db.current(connection)
    record("compare", compare.PAIRS, compare.COLUMNS)
    record("policies", policies.PolicyPush.database, policies.__doc__)
