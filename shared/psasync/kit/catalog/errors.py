"""When the catalog cannot be asked."""

from psasync.kit.http.problems import Problem, unavailable


class CatalogUnavailable(Problem):
    """The scheduler does not answer and nothing usable is cached. Over HTTP it is a 503 with Retry-After."""

    def __init__(self, reason: str) -> None:
        problem = unavailable("The catalog cannot be asked at the moment.", code="catalog-unavailable")
        super().__init__(problem.status, problem.title, problem.detail, code=problem.code, headers=problem.headers)
        self.reason = reason  # for logs: what the caller of the service need not know
