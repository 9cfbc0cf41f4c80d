"""`groups.csv`: the members of further groupings."""

from bayes_bench.estimands.groupings import summarise_groupings
from bayes_bench.tables.column import POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table

TABLE = Table(
    file="groups.csv",
    about="a member of a further grouping",
    columns=(
        Column("grouping", "Column of the table of people that names the members."),
        Column("member", "Its code."),
        Column("label", "What it is called in the table of people; its code where nothing is."),
        Column(
            "around_units",
            "Whether units are nested in the grouping: all people of each belong to one member.",
        ),
        Column("people", "People who belong to it.", "fact", "people", POSITIVE, of_people=True),
        *with_interval(
            "effect",
            "by how much the log odds of its people differ from those in the average member, all"
            " else alike",
            "logits",
            "{grouping}_effect[{member}]",
        ),
    ),
    build=summarise_groupings,
    place=55,
    is_there=lambda fit: bool(fit.model.groups),
)
