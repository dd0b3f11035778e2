from appliance.spool import contact_values


def contact(db, **columns):
    names = ["phone", "created_at", *columns]
    marks = ", ".join("?" * len(names))
    values = ["+491711", 0, *columns.values()]
    return db.execute(f"INSERT INTO contacts ({', '.join(names)}) VALUES ({marks})", values).lastrowid


def test_what_is_set_says_something(db):
    made = contact(db, first_name="Ada", last_name="", address="Main St 5")
    names = ["first_name", "last_name", "primary_mdn", "primary_addr_line1", "nothing", "id", "application_id", "a.b"]
    found = {"first_name": "Ada", "primary_mdn": "+491711", "primary_addr_line1": "Main St 5"}
    assert contact_values.of(db, made, names) == found


def test_who_is_gone_says_nothing(db):
    assert contact_values.of(db, 999, ["first_name"]) == {}
    assert contact_values.of(db, 999, []) == {}


def test_names_are_no_sql(db):
    made = contact(db)
    assert contact_values.of(db, made, ["phone FROM users; --", "fast_access.'", 'extended_attributes."']) == {}
