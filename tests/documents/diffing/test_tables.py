from apps.documents.diffing import Cell, RowKind, TableRow, redline

HEAD = "# Sub-processors\n\n| Name | Purpose | Place |\n| --- | --- | --- |\n"
AMAZON, STRIPE, ZENDESK = (
    "| Amazon Web Services | Hosting | Ireland |\n",
    "| Stripe | Payments | Ireland |\n",
    "| Zendesk | Support desk | USA |\n",
)


def rows(old: str, new: str) -> list[TableRow]:
    return [row for hunk in redline(old, new).hunks for row in hunk.rows]


def test_rows_are_told_apart_by_the_column_that_names_them() -> None:
    old, new = HEAD + AMAZON + STRIPE + ZENDESK, HEAD + AMAZON + "| Adyen | Payments | Ireland |\n" + ZENDESK

    assert rows(old, new) == [TableRow(RowKind.ADDED, "Adyen"), TableRow(RowKind.REMOVED, "Stripe")]
    assert ("insert", "| Adyen | Payments | Ireland |\n") in [
        (op.kind.value, op.text) for op in redline(old, new).ops
    ]


def test_changed_row_names_its_cells() -> None:
    new = HEAD + AMAZON.replace("Ireland", "Germany").replace("Hosting", "Cloud hosting") + STRIPE

    assert rows(HEAD + AMAZON + STRIPE, new) == [
        TableRow(
            RowKind.CHANGED,
            "Amazon Web Services",
            (Cell("Purpose", "Hosting", "Cloud hosting"), Cell("Place", "Ireland", "Germany")),
        )
    ]


def test_name_respelled_keeps_its_row() -> None:
    new = HEAD + AMAZON.replace("Services", "Services, Inc.") + STRIPE

    assert rows(HEAD + AMAZON + STRIPE, new) == [
        TableRow(
            RowKind.CHANGED,
            "Amazon Web Services, Inc.",
            (Cell("Name", "Amazon Web Services", "Amazon Web Services, Inc."),),
        )
    ]


def test_words_never_stay_from_one_cell_to_another() -> None:
    old, new = HEAD + "| Acme | Mail | Data |\n", HEAD + "| Acme | Data | Mail |\n"

    assert [(op.kind.value, op.text) for op in redline(old, new).ops[1:-1]] == [
        ("delete", "Mail"),
        ("insert", "Data"),
        ("equal", " | "),
        ("delete", "Data"),
        ("insert", "Mail"),
    ]


def test_key_is_as_many_first_columns_as_tell_rows_apart() -> None:
    head = "| Kind | Vendor | Place |\n| --- | --- | --- |\n"
    old = head + "| Hosting | Amazon | Ireland |\n| Hosting | Google | Spain |\n"

    assert rows(old, old + "| Hosting | Oracle | France |\n") == [
        TableRow(RowKind.ADDED, "Hosting \u00b7 Oracle")
    ]


def test_row_that_only_moved_is_not_told() -> None:
    long = "| Snowflake Computing Incorporated | Data warehouse for the whole of the analytics team | USA |\n"

    assert rows(HEAD + long + AMAZON + STRIPE + ZENDESK, HEAD + AMAZON + STRIPE + ZENDESK + long) == []


def test_column_without_a_head_has_its_number() -> None:
    head = "|     |     |\n| --- | --- |\n"

    assert rows(f"{head}| Acme | \\_\\_cf\\_bm |\n", f"{head}| Acme | **b1\\_pi** |\n") == [
        TableRow(RowKind.CHANGED, "Acme", (Cell("column 2", "__cf_bm", "b1_pi"),))
    ]


def test_links_and_marks_in_a_cell_are_not_read() -> None:
    assert rows(HEAD + AMAZON, HEAD + AMAZON + "| **[Snowflake](https://a.example)** | Data | USA |\n") == [
        TableRow(RowKind.ADDED, "Snowflake")
    ]
