"""Runs in dlt's virtual environment: `peer_dlt.py BASE_URL COMPANY CLIENT_ID FOLDER`. Its last line is JSON."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import dlt
from dlt.sources.rest_api import rest_api_source

base_url, company, client_id, folder = sys.argv[1:]

source = rest_api_source(
    {
        "client": {
            "base_url": base_url,
            "headers": {"clientId": client_id, "pagination-type": "forward-only"},
            "auth": {
                "type": "http_basic",
                "username": f"{company}+demo-public-key",
                "password": "demo-private-key",
            },
            "paginator": {"type": "header_link"},
        },
        "resources": [
            {"name": "contacts", "endpoint": {"path": "company/contacts", "params": {"pageSize": 1000, "pageId": 0}}}
        ],
    }
)
pipeline = dlt.pipeline(
    pipeline_name="peers",
    pipelines_dir=f"{folder}/state",
    destination=dlt.destinations.filesystem(bucket_url=f"file://{folder}/files"),
    dataset_name="peers",
)
seconds: dict[str, float] = {}
began = at = time.perf_counter()
for name, stage in (
    ("extract", lambda: pipeline.extract(source)),
    ("normalize", pipeline.normalize),
    ("load", pipeline.load),
):
    stage()
    seconds[name], at = time.perf_counter() - at, time.perf_counter()
seconds["total"] = at - began

rows = 0
for file in Path(folder, "files", "peers", "contacts").iterdir():
    with file.open("rb") as lines:
        rows += sum(1 for _ in lines)
print(json.dumps({"rows": rows, **seconds}))
