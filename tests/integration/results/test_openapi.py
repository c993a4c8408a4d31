from __future__ import annotations

from psasync_results.app import build
from psasync_results.settings import ResultsSettings
from tests.integration.results.service import Keys


async def test_the_document_names_every_path_and_its_errors(settings: ResultsSettings) -> None:
    app = await build(settings, Keys())
    document = app.openapi()
    assert set(document["paths"]) >= {
        "/v1/executions",
        "/v1/executions/{execution}",
        "/v1/executions/{execution}/records",
        "/v1/executions/{execution}/log",
        "/v1/executions/{execution}/events",
        "/v1/issue-codes",
        "/v1/tenants/{tenant}/issues",
    }
    answers = document["paths"]["/v1/executions/{execution}/events"]["get"]["responses"]["200"]["content"]
    assert list(answers) == ["text/event-stream"]
    names = {parameter["name"] for parameter in document["paths"]["/v1/executions"]["get"]["parameters"]}
    assert names >= {"tenant", "sync", "status", "outcome", "trigger", "from", "to", "cursor", "limit"}
