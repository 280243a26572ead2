"""Objects of measures for the matrix of rights."""

from __future__ import annotations

from core.uploads import store
from measures.models import MatrixImport, MatrixLine
from participants.access import Role
from participants.models import Organisation
from tests.factories.measures import (
    MatrixLineFactory,
    MatrixTopicFactory,
    StateFactory,
    annex_rows,
    measure,
    nine_measures,
    workbook,
)
from tests.permissions.case import Case, builds

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@builds("measure_slug")
def measure_slug(case: Case) -> tuple[str]:
    """A measure, the same for everybody."""
    return (measure("reageren").slug,)


@builds("matrix_line")
def matrix_line(case: Case) -> MatrixLine:
    """A line of annex 1, which belongs to the programme."""
    made: MatrixLine = MatrixLineFactory(topic=MatrixTopicFactory(), filled=True)
    return made


@builds("matrix_import")
def matrix_import(case: Case) -> MatrixImport:
    """A workbook that the project leader handed in."""
    leader = case.users[Role.PROJECT_LEADER]
    file = store(name="bijlage.xlsx", content=workbook(annex_rows()).getvalue(), mimetype=XLSX, actor=leader)
    return MatrixImport.objects.create(stored_file=file, uploaded_by=leader)


@builds("answered_organisation")
def answered_organisation(case: Case) -> Organisation:
    """An organisation with answers; what it wrote beside them is for itself and the project leader."""
    nine_measures()
    StateFactory(organisation=case.organisation, note=case.canary(Role.PROJECT_LEADER))
    StateFactory(
        organisation=case.organisation,
        measure=measure("schade"),
        not_applicable=True,
        reason=case.canary(Role.PROJECT_LEADER),
    )
    return case.organisation
