import pytest

from appliance.errors import Conflict, Invalid, NotFound
from appliance.programs.sendfax import KIND
from appliance.spool.contents import DOCUMENTS


@pytest.fixture
def document(office, people, spool):
    def make(**row):
        made = office.documents.create(people["alice"], name="Report")
        spool.write(lambda db: DOCUMENTS.update(db, made, row))
        return made

    return make


def test_it_names_the_pages_as_modems_send_them(spool, program, document):
    made = document(file="document-1.pdf", fax="document-1.tiff", pages=2)
    facts = {"transmission": {"account": {"phone": "+4930555"}}}
    message = KIND.render(spool.read(), program("sendfax", document_id=made), facts)
    known = {"document_id": made, "file": "document-1.tiff", "pages": 2, "header": "Report"}
    assert message.options == {**known, "station": "+4930555"}


def test_a_document_without_pages_or_gone_is_said(spool, program, document):
    kept = program("sendfax", document_id=document())
    with pytest.raises(Conflict, match="upload its file first"):
        KIND.render(spool.read(), kept, {})
    spool.write(lambda db: DOCUMENTS.delete(db, [kept.parameters["document_id"]]))
    with pytest.raises(Conflict, match="document was deleted"):
        KIND.render(spool.read(), kept, {})


@pytest.mark.parametrize(("given", "kept"), [({}, {}), ({"cover": None}, {}), ({"cover": ""}, {"cover": ""})])
def test_a_cover_page_is_asked_for_by_its_comments_though_there_are_none(program, document, given, kept):
    made = document()
    assert program("sendfax", document_id=made, **given).parameters == {"document_id": made, **kept}


def test_it_needs_a_document_of_ones_own(program, office, people):
    with pytest.raises(Invalid, match="document_id is missing"):
        program("sendfax")
    with pytest.raises(NotFound):
        program("sendfax", document_id=office.documents.create(people["bob"], name="d"))
