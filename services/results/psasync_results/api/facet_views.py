"""How many records of a kind an execution has."""

from pydantic import BaseModel

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, Outcome
from psasync_results.domain.execution import Execution


class OutcomeFacetView(BaseModel):
    entity: Entity
    outcome: Outcome
    count: int


class CodeFacetView(OutcomeFacetView):
    """A record with several codes counts under each."""

    code: IssueCode


class FacetsView(BaseModel):
    """Every combination that occurs; sums over them are the facets of each filter under the others."""

    outcomes: list[OutcomeFacetView]
    codes: list[CodeFacetView]


def facets_view(state: Execution) -> FacetsView:
    """From what the fold has counted: no record is read."""
    return FacetsView(
        outcomes=[
            OutcomeFacetView(entity=Entity(entity), outcome=Outcome(outcome), count=count)
            for entity, of_entity in sorted(state.counts.items())
            for outcome, count in sorted(of_entity.items())
        ],
        codes=[
            CodeFacetView(entity=Entity(entity), outcome=Outcome(outcome), code=IssueCode(code), count=count)
            for entity, of_entity in sorted(state.coded.items())
            for outcome, codes in sorted(of_entity.items())
            for code, count in sorted(codes.items())
        ],
    )
