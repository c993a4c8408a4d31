"""Runs in dlt's virtual environment: `peer_dlt.py SOURCE FOLDER DESTINATION`; SOURCE and its last line are JSON."""

from __future__ import annotations

import json
import sys
import time

import dlt
from dlt.sources.rest_api import rest_api_source

given, folder, destination = sys.argv[1:]
connection = json.loads(given)

FILES = dlt.destinations.filesystem(bucket_url=f"file://{folder}/files")
DUCKDB = dlt.destinations.duckdb(f"{folder}/store.duckdb")
# Destination and the format of the files that are loaded into it.
DESTINATIONS = {
    "jsonl": (FILES, "jsonl"),
    "parquet": (FILES, "parquet"),
    "duckdb": (DUCKDB, None),
}
chosen, file_format = DESTINATIONS[destination]

source = rest_api_source(
    {
        "client": {
            "base_url": connection["base_url"],
            "headers": {"clientId": connection["client_id"], "pagination-type": "forward-only"},
            "auth": {
                "type": "http_basic",
                "username": connection["user"],
                "password": connection["password"],
            },
            "paginator": {"type": "header_link"},
        },
        "resources": [
            {"name": "contacts", "endpoint": {"path": "company/contacts", "params": {"pageSize": 1000, "pageId": 0}}}
        ],
    }
)
pipeline = dlt.pipeline(
    pipeline_name="peers", pipelines_dir=f"{folder}/state", destination=chosen, dataset_name="peers"
)
seconds: dict[str, float] = {}
began = at = time.perf_counter()
cpu = time.process_time()
for name, stage in (
    ("extract", lambda: pipeline.extract(source, loader_file_format=file_format)),
    ("normalize", pipeline.normalize),
    ("load", pipeline.load),
):
    stage()
    seconds[name], at = time.perf_counter() - at, time.perf_counter()
seconds["total"] = at - began
seconds["cpu"] = time.process_time() - cpu

with pipeline.sql_client() as client:
    [(rows,)] = client.execute_sql("SELECT count(*) FROM contacts")
print(json.dumps({"rows": rows, **seconds}))
