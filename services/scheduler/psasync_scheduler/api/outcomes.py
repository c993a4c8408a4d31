"""What has become of each of many."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from psasync.kit.http import Problem
from psasync.kit.http.problems import TYPE_PREFIX, ProblemBody
from psasync_scheduler.actions.each import Verdict
from psasync_scheduler.api.problems import problem_of


class ItemProblem(ProblemBody):
    """The body that the request for this one alone would have been answered with."""

    model_config = ConfigDict(extra="allow")

    @classmethod
    def of(cls, verdict: Verdict) -> "ItemProblem":
        problem = verdict if isinstance(verdict, Problem) else problem_of(verdict)
        own = {"title": problem.title, "status": problem.status, "detail": problem.detail}
        return cls.model_validate({**problem.extra, **own, "type": TYPE_PREFIX + problem.code})


class ItemView(BaseModel):
    status: Literal["ok", "error"]
    problem: ItemProblem | None = Field(default=None, description="Why not, where the status is `error`.")
