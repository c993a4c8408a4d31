"""/syncs/{id}/fields: custom fields and mapping of each entity, with a record before and after."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Entity, Role
from psasync_client import Conflict, Invalid, ProblemError, Unavailable
from psasync_client.models.scheduler import EntityMapping
from psasync_console.pages.syncs import gathering
from psasync_console.pages.syncs.mapping_form import MappingForm, mapping_form, mapping_of
from psasync_console.pages.syncs.samples import samples_shown
from psasync_console.session.guard import Admin, Operator, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.platform import PatientApi
from psasync_console.web.showing import ENTITIES, name_of, word
from psasync_console.web.templating import render

router = APIRouter(prefix="/{sync}/fields")

_SAMPLES = 3

Text = Annotated[str, Query(max_length=200)]


@router.get("")
async def page(
    request: Request,
    session: Signed,
    api: PatientApi,
    sync: str,
    entity: Text = "",
    setup: Text = "",
    refresh: bool = False,
) -> Response:
    asks = refresh and session.may(Role.OPERATOR)
    view = await gathering.fields(api, sync, entity, refresh=asks)
    return _page(request, session, view, entity, setup)


@router.post("")
async def save(request: Request, session: Admin, api: PatientApi, sync: str, form: SentForm) -> Response:
    """One entity's; the others stay as they are."""
    stored, entity, setup = await api.syncs.get(sync), form.one("entity"), form.one("setup")
    custom = {word(each): names for each, names in stored.custom_fields.items()} | {entity: _chosen(form)}
    mapping = {word(each): found.model_dump(exclude_none=True) for each, found in stored.mapping.items()}
    sent = mapping_of(form, Entity(entity))
    mapping = {each: content for each, content in (mapping | {entity: sent}).items() if content}
    body: dict[str, Any] = {
        "custom_fields": {each: names for each, names in custom.items() if names},
        "mapping": mapping,
    }
    try:
        await api.syncs.change(sync, body, if_match=stored.version)
    except Invalid as error:
        view = await gathering.fields(api, sync, entity)
        return _page(request, session, view, entity, setup, _kept(sent, error, f"mapping.{entity}."), form)
    if form.one("act") == "next":
        return go_to(request, f"/syncs/{quote(sync)}/schedule?setup=1", "Saved.")
    to = f"/syncs/{quote(sync)}/fields?entity={quote(entity)}" + ("&setup=1" if setup else "")
    return go_to(request, to, f"Saved for {name_of(ENTITIES, entity).lower()}. The next run reads all of them again.")


@router.post("/sample")
async def sample(request: Request, _: Operator, api: PatientApi, sync: str, form: SentForm) -> Response:
    """What is in the form, saved or not, with records as they are in the source."""
    stored, entity = await api.syncs.get(sync), form.one("entity")
    sent = mapping_of(form, Entity(entity))
    body = {"entity": entity, "custom_fields": _chosen(form), "mapping": sent, "limit": _SAMPLES}
    told, found = [], None
    try:
        found = samples_shown(await api.connections.sample(stored.connection, body))
    except Invalid as error:
        told = [f"{each.field.removeprefix('mapping.')}: {each.message}" for each in error.errors]
        told = told or [error.detail or error.title]
    except (Conflict, Unavailable) as error:
        told = [error.detail or error.title]
    return render(request, "syncs/sample.html", found=found, told=told)


def _page(
    request: Request,
    session: Session,
    view: gathering.Fields,
    entity: str,
    setup: str,
    form: MappingForm | None = None,
    sent: Form | None = None,
) -> Response:
    chosen = entity or next(map(word, view.sync.entities), "")
    stored = next((mapping for each, mapping in view.sync.mapping.items() if word(each) == chosen), None)
    names = next((names for each, names in view.sync.custom_fields.items() if word(each) == chosen), [])
    return render(
        request,
        "syncs/fields.html",
        422 if form else 200,
        tenant=view.tenant,
        sync=view.sync,
        view=view,
        entity=chosen,
        entities=[(each, name_of(ENTITIES, each)) for each in map(word, view.sync.entities)],
        chosen=_chosen(sent) if sent else names,
        form=form or mapping_form(stored),
        setup=setup,
        step="fields",
        may_act=session.may(Role.OPERATOR),
        may_change=session.may(Role.ADMIN),
    )


def _chosen(form: Form) -> list[str]:
    """Ticked ones, and those that were written in lines where the system does not say which there are."""
    written = [line.strip() for line in form.one("custom_lines").splitlines()]
    return list(dict.fromkeys(filter(None, [*form.all("custom"), *written])))


def _kept(sent: dict[str, Any], error: ProblemError, prefix: str) -> MappingForm:
    """The form as it was sent, each mistake at its row."""
    mistakes = {each.field.removeprefix(prefix): each.message for each in error.errors}
    return mapping_form(EntityMapping.model_validate(sent), mistakes or {"": error.detail or error.title})
