"""Generated from docs/openapi: `make docs` writes it anew."""

import builtins
from collections.abc import Mapping
from typing import Any

from psasync_client.group import AsyncGroup, Group
from psasync_client.models import common, results
from psasync_client.operation import Operation
from psasync_client.pages import AsyncPages, Page, Pages

_CODES: Operation[builtins.list[results.IssueCodeView]] = Operation(
    "issues.codes", "results", "GET", "/v1/issue-codes", {200: builtins.list[results.IssueCodeView]}
)

_DISMISS: Operation[results.ChangedView] = Operation(
    "issues.dismiss", "results", "POST", "/v1/tenants/{}/issues/dismiss", {200: results.ChangedView}
)

_GROUPS: Operation[builtins.list[results.GroupView]] = Operation(
    "issues.groups", "results", "GET", "/v1/tenants/{}/issues/groups", {200: builtins.list[results.GroupView]}
)

_LIST: Operation[Page[results.IssueView]] = Operation("issues.list", "results", "GET", "/v1/tenants/{}/issues")

_REOPEN: Operation[results.ChangedView] = Operation(
    "issues.reopen", "results", "POST", "/v1/tenants/{}/issues/reopen", {200: results.ChangedView}
)

_RETRY: Operation[results.RetryView] = Operation(
    "issues.retry", "results", "POST", "/v1/tenants/{}/issues/retry", {200: results.RetryView}, keyed=True
)

_TENANTS: Operation[Page[results.OpenOfTenantView]] = Operation(
    "issues.tenants", "results", "GET", "/v1/issues/tenants"
)


class Issues(Group):
    """The operations `issues.*`."""

    def codes(self) -> builtins.list[results.IssueCodeView]:
        """What can be wrong, what it means and what to do."""
        return self._send(_CODES)

    def dismiss(self, tenant: str, body: results.DismissBody | Mapping[str, Any]) -> results.ChangedView:
        """Hide open issues until their records change."""
        return self._send(_DISMISS, tenant, body=body)

    def groups(
        self, tenant: str, *, state: str | None = None, sync: str | None = None
    ) -> builtins.list[results.GroupView]:
        """How many issues a tenant has of each code."""
        return self._send(_GROUPS, tenant, query={"state": state, "sync": sync})

    def list(
        self,
        tenant: str,
        *,
        state: str | None = None,
        sync: str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Pages[results.IssueView]:
        """A tenant's issues, the ones seen last first.

        - `label`: How the record's label begins, in any case; sorted by label.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _LIST,
            results.IssueView,
            tenant,
            query={"state": state, "sync": sync, "entity": entity, "code": code, "label": label, "limit": limit},
            cursor=cursor,
        )

    def reopen(self, tenant: str, body: results.IssueSelection | Mapping[str, Any]) -> results.ChangedView:
        """Take a dismissal back."""
        return self._send(_REOPEN, tenant, body=body)

    def retry(
        self, tenant: str, body: results.IssueSelection | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> results.RetryView:
        """Try the records of issues again.

        Of ids also those of dismissed issues. Each sync has an outcome of its own; 503 when the scheduler took none of
        the requests.

        - `idempotency_key`: The same key with the same issues: nothing is run twice.
        """
        return self._send(_RETRY, tenant, headers={"idempotency-key": idempotency_key}, body=body)

    def tenants(self, *, cursor: str | None = None, limit: int | None = None) -> Pages[results.OpenOfTenantView]:
        """The tenants that have open issues.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_TENANTS, results.OpenOfTenantView, query={"limit": limit}, cursor=cursor)


class AsyncIssues(AsyncGroup):
    """The operations `issues.*`."""

    async def codes(self) -> builtins.list[results.IssueCodeView]:
        """What can be wrong, what it means and what to do."""
        return await self._send(_CODES)

    async def dismiss(self, tenant: str, body: results.DismissBody | Mapping[str, Any]) -> results.ChangedView:
        """Hide open issues until their records change."""
        return await self._send(_DISMISS, tenant, body=body)

    async def groups(
        self, tenant: str, *, state: str | None = None, sync: str | None = None
    ) -> builtins.list[results.GroupView]:
        """How many issues a tenant has of each code."""
        return await self._send(_GROUPS, tenant, query={"state": state, "sync": sync})

    def list(
        self,
        tenant: str,
        *,
        state: str | None = None,
        sync: str | None = None,
        entity: common.Entity | str | None = None,
        code: common.IssueCode | str | None = None,
        label: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> AsyncPages[results.IssueView]:
        """A tenant's issues, the ones seen last first.

        - `label`: How the record's label begins, in any case; sorted by label.
        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(
            _LIST,
            results.IssueView,
            tenant,
            query={"state": state, "sync": sync, "entity": entity, "code": code, "label": label, "limit": limit},
            cursor=cursor,
        )

    async def reopen(self, tenant: str, body: results.IssueSelection | Mapping[str, Any]) -> results.ChangedView:
        """Take a dismissal back."""
        return await self._send(_REOPEN, tenant, body=body)

    async def retry(
        self, tenant: str, body: results.IssueSelection | Mapping[str, Any], *, idempotency_key: str | None = None
    ) -> results.RetryView:
        """Try the records of issues again.

        Of ids also those of dismissed issues. Each sync has an outcome of its own; 503 when the scheduler took none of
        the requests.

        - `idempotency_key`: The same key with the same issues: nothing is run twice.
        """
        return await self._send(_RETRY, tenant, headers={"idempotency-key": idempotency_key}, body=body)

    def tenants(self, *, cursor: str | None = None, limit: int | None = None) -> AsyncPages[results.OpenOfTenantView]:
        """The tenants that have open issues.

        - `cursor`: `next_cursor` of the page before.
        """
        return self._pages(_TENANTS, results.OpenOfTenantView, query={"limit": limit}, cursor=cursor)
