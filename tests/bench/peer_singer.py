"""Runs in the singer SDK's virtual environment: `peer_singer.py SOURCE FOLDER WRITER`.

A tap as its documentation has one written: a stream with its schema, its authenticator and the SDK's paginator for
`Link` headers. SOURCE and its last line are JSON.
"""

from __future__ import annotations

import contextlib
import json
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl

from singer_sdk import RESTStream, Tap
from singer_sdk import typing as th
from singer_sdk.authenticators import BasicAuthenticator
from singer_sdk.contrib.msgspec import MsgSpecWriter
from singer_sdk.pagination import HeaderLinkPaginator
from singer_sdk.singerlib.encoding import SimpleSingerWriter

given, folder, writer = sys.argv[1:]
connection = json.loads(given)

WRITERS = {"simplejson": SimpleSingerWriter, "msgspec": MsgSpecWriter}
REFERENCE = th.ObjectType(
    th.Property("id", th.IntegerType),
    th.Property("identifier", th.StringType),
    th.Property("name", th.StringType),
    additional_properties=True,
)
INFO = th.ObjectType(
    th.Property("lastUpdated", th.DateTimeType),
    th.Property("dateEntered", th.DateTimeType),
    additional_properties=True,
)
COMMUNICATION = th.ObjectType(
    th.Property("id", th.IntegerType),
    th.Property("type", REFERENCE),
    th.Property("value", th.StringType),
    th.Property("defaultFlag", th.BooleanType),
    th.Property("domain", th.StringType),
    th.Property("communicationType", th.StringType),
)
CUSTOM_FIELD = th.ObjectType(
    th.Property("id", th.IntegerType),
    th.Property("caption", th.StringType),
    th.Property("value", th.CustomType({"type": ["string", "number", "boolean", "null"]})),
    additional_properties=True,
)
TEXTS = ("firstName", "lastName", "addressLine1", "addressLine2", "city", "state", "zip", "title")
PHONES = ("defaultPhoneType", "defaultPhoneNbr")


class Contacts(RESTStream):
    name = "contacts"
    path = "company/contacts"
    primary_keys = ("id",)
    url_base = connection["base_url"]
    schema = th.PropertiesList(
        th.Property("id", th.IntegerType, required=True),
        *(th.Property(name, th.StringType) for name in (*TEXTS, *PHONES)),
        *(th.Property(name, REFERENCE) for name in ("company", "site", "country")),
        *(th.Property(name, th.BooleanType) for name in ("inactiveFlag", "defaultFlag")),
        th.Property("types", th.ArrayType(REFERENCE)),
        th.Property("communicationItems", th.ArrayType(COMMUNICATION)),
        th.Property("customFields", th.ArrayType(CUSTOM_FIELD)),
        th.Property("_info", INFO),
    ).to_dict()

    @property
    def authenticator(self):
        return BasicAuthenticator(username=connection["user"], password=connection["password"])

    @property
    def http_headers(self):
        return {"clientId": connection["client_id"], "pagination-type": "forward-only"}

    def get_new_paginator(self):
        return HeaderLinkPaginator()

    def get_url_params(self, context, next_page_token):
        return dict(parse_qsl(next_page_token.query)) if next_page_token else {"pageSize": 1000, "pageId": 0}


class ConnectWiseTap(Tap):
    name = "tap-connectwise"
    config_jsonschema = th.PropertiesList().to_dict()
    message_writer_class = WRITERS[writer]

    def discover_streams(self):
        return [Contacts(self)]


messages = Path(folder, "messages.jsonl")
tap = ConnectWiseTap(config={})
with messages.open("w", encoding="utf-8") as out, contextlib.redirect_stdout(out):
    began, cpu = time.perf_counter(), time.process_time()
    tap.sync_all()
    seconds = {"total": time.perf_counter() - began, "cpu": time.process_time() - cpu}

with messages.open("rb") as lines:
    rows = sum(json.loads(line)["type"] == "RECORD" for line in lines)
print(json.dumps({"rows": rows, **seconds}))
