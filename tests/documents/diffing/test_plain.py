from apps.documents.diffing import as_text, redline


def test_text_form_marks_each_place() -> None:
    old = "# Terms\n\n## Fees\n\nYou pay $5 a month.\n\n## 3 Data\n\nWe keep it.\n"
    new = "# Terms\n\n## Fees\n\nYou pay $6 a month.\n\n## 4 Data\n\nWe keep it.\n"

    assert as_text(redline(old, new)) == (
        "Places changed: 2. Words: 2 added, 2 removed, 0 moved."
        " Sentences: 0 added, 0 removed, 1 modified.\n"
        "[-deleted-]  {+inserted+}  [<1 moved away <]  {>1 moved here >}  the number pairs the two places\n"
        "\n"
        "Change 1: Terms \u203a Fees\n"
        "   You pay $[-5-]{+6+} a month.\n"
        "\n"
        "Change 2: Terms \u203a 4 Data\n"
        "   Clause 3 is now 4.\n"
        "   ## [-3-]{+4+} Data\n"
    )


def test_text_form_lists_rows_of_tables() -> None:
    head = "| Name | Place |\n| --- | --- |\n"
    shown = as_text(redline(f"{head}| AWS | Ireland |\n", f"{head}| AWS | Spain |\n| Stripe | USA |\n"))

    assert "   ~ row changed: AWS (Place: Ireland \u2192 Spain)\n" in shown
    assert "   + row added: Stripe\n" in shown


def test_text_form_pairs_the_ends_of_a_move() -> None:
    moved = "We share your personal data with partners who help us run the service."
    first, last = "Alpha rules apply to all of the users here.", "Omega rules end it."
    shown = as_text(redline(f"{moved}\n\n{first}\n\n{last}\n", f"{first}\n\n{moved}\n\n{last}\n"))

    assert f"[<1 {moved} <]" in shown
    assert f"{{>1 {moved} >}}" in shown


def test_equal_texts_have_no_difference() -> None:
    assert as_text(redline("a", "a")) == "No difference.\n"


def test_cut_short_is_said() -> None:
    shown = as_text(redline("We keep it for 30 days.", "We keep it for 60 days.", time_limit=0))

    assert "The comparison was cut short" in shown


def test_places_that_only_spacing_or_invisible_characters_tell_apart_are_counted_and_not_shown() -> None:
    old = "We keep it.  \n\nSee the [terms](/a).\n\n“We” are Halden.\n\n“You” pay ten.\n"
    new = 'We keep it.\n\nSee the [terms\u2060](/a).\n\n"We" are Halden.\n\n"You" pay twelve.\n'

    text = as_text(redline(old, new))

    assert "Places changed: 1." in text
    assert "only spacing, invisible characters or the style of quotation marks differ, not shown: 6." in text
    assert '"You" pay [-ten-]{+twelve+}.' in text


def test_long_cells_are_shown_from_where_they_begin_to_differ() -> None:
    told = (
        "Cloud platform and infrastructure for the storage of customer data of every kind, in the region of "
    )
    rows = "| Who | What |\n| --- | --- |\n| Acme | {} |\n"

    text = as_text(redline(rows.format(told + "Ireland"), rows.format(told + "Netherlands")))

    assert "(What: …every kind, in the region of Ireland → …every kind, in the region of Netherlands)" in text


def test_passage_that_was_edited_as_it_moved_is_whole_where_it_left() -> None:
    moved = "We share your personal data with the partners who help us run the service in your country."
    stays = "".join(f"Clause {number} stays where it is and as it is.\n\n" for number in range(6))
    old, new = f"{moved}\n\n{stays}", f"{stays}{moved.replace('personal data', 'content')}\n"

    text = as_text(redline(old, new))

    assert f"[<1 {moved} <]" in text
    assert "{>1 We share your  >}[-personal data-]{+content+}{>1  with the partners" in text
