"""The kinds of checks: one row for each name that `checks.csv` can hold."""

from bayes_bench.checks.registry import checks_table, every_check
from bayes_bench.tables.page.check_kinds import PAGE_TABLE, check_kinds
from tests.builders.registers import Register


def test_every_name_in_the_table_of_checks_has_its_kind(register: Register) -> None:
    kinds = check_kinds(register.fit).set_index("check")["measure"]
    printed = checks_table(register.fit)["check"].str.replace(r"\[.*", "", regex=True)
    assert set(printed) <= set(kinds.index)
    assert kinds.index.is_unique
    assert kinds["events"] == "people"
    assert kinds.drop("events").eq("share").all()


def test_its_columns_are_those_it_says(register: Register) -> None:
    table = PAGE_TABLE.build(register.fit)
    assert [column.name for column in PAGE_TABLE.columns] == list(table.columns)
    assert len(table) == sum(len(check.names) for check in every_check())
