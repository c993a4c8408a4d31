"""/connections: a new one from a form that its system describes, and what is seen and done of each."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from psasync.contracts.vocabulary import Role
from psasync_client import AsyncClient, Invalid
from psasync_client.models.scheduler import CheckView, SystemView
from psasync_console.pages.connections import gathering, saving
from psasync_console.pages.connections.checked import Checked, checked
from psasync_console.pages.connections.fields import BESIDE, form_of, told_above
from psasync_console.pages.connections.view import system_cards
from psasync_console.pages.connections.webhooks import reason_words
from psasync_console.session.guard import Admin, Operator, Signed
from psasync_console.session.session import Session
from psasync_console.web.forms import Form, Mistakes, SentForm
from psasync_console.web.going import go_to
from psasync_console.web.page import Page
from psasync_console.web.platform import Api, PatientApi, together
from psasync_console.web.templating import render, wants_fragment

router = APIRouter(prefix="/connections", tags=["connections"])

Text = Annotated[str, Query(max_length=200)]


@router.get("/new")
async def new(request: Request, _: Admin, api: Api, tenant: Text, system: Text = "", setup: Text = "") -> Response:
    owner, systems = await together(api.tenants.get(tenant), api.systems.list())
    found = next((each for each in systems if each.system == system), None)
    if found is None:
        cards = system_cards(systems)
        return render(request, "connections/choose.html", tenant=owner, cards=cards, setup=setup, step="connection")
    shown = {"form": form_of(found), "result": None, "others": (), "anyway": False, "name": "", "name_mistake": ""}
    return render(request, "connections/new.html", tenant=owner, system=found, setup=setup, step="connection", **shown)


@router.post("/new")
async def create(request: Request, _: Admin, api: PatientApi, form: SentForm) -> Response:
    """By the button: `check` stores nothing, `save` stores what works, `anyway` stores what does not as well."""
    owner, system = await together(api.tenants.get(form.one("tenant")), api.systems.get(form.one("system")))
    act = form.one("act", "save")
    setup = form.one("setup")

    def shown(mistakes: Mistakes, result: Checked | None = None) -> Response:
        drawn = form_of(system, None, form, mistakes.at)
        refused = result is not None and not result.ok
        context: dict[str, Any] = {"form": drawn, "result": result, "others": mistakes.others}
        context["anyway"] = refused and act != "check"
        if wants_fragment(request):
            return render(request, "connections/answered.html", **(context | {"others": told_above(mistakes)}))
        page = {"tenant": owner, "system": system, "setup": setup, "step": "connection", "name": form.one("name")}
        page["name_mistake"] = mistakes.at.get("name", "")
        return render(request, "connections/new.html", 422 if mistakes else 200, **context, **page)

    names = form_of(system).names
    try:
        if act != "anyway":
            said = await api.connections.check_new(saving.trial_body(form))
            if act == "check" or not said.ok:
                return shown(_mistakes(said, names), checked(said, _labels(system)))
        made, said = await saving.create(api, form)
    except Invalid as error:
        return shown(Mistakes.of(error, [*names, *BESIDE]))
    to = f"/setup/{quote(owner.id)}" if setup else f"/connections/{quote(made.id)}"
    if said.ok:
        return go_to(request, to, f"{made.name} is connected.")
    return go_to(request, f"/connections/{quote(made.id)}", "Saved, but the credentials do not work yet.", "warning")


@router.get("/{connection}")
async def page(request: Request, session: Signed, api: Api, connection: str, setup: Text = "") -> Response:
    return await _page(request, session, api, connection, setup=setup)


@router.post("/{connection}")
async def save(request: Request, session: Admin, api: PatientApi, connection: str, form: SentForm) -> Response:
    stored, setup = await api.connections.get(connection), form.one("setup")
    system = await api.systems.get(stored.system)
    names = form_of(system).names

    async def shown(mistakes: Mistakes, result: Checked | None = None) -> Response:
        if wants_fragment(request):
            drawn = form_of(system, stored, form, mistakes.at)
            context = {"form": drawn, "result": result, "others": told_above(mistakes), "anyway": False}
            return render(request, "connections/answered.html", **context)
        return await _page(request, session, api, connection, sent=form, mistakes=mistakes, result=result, setup=setup)

    body = saving.change_body(form)
    try:
        if form.one("act") == "check":
            trial: dict[str, Any] = {name: body[name] for name in ("settings", "secrets") if name in body}
            said = await api.connections.check(connection, trial)
            return await shown(_mistakes(said, names), checked(said, _labels(system)))
        await api.connections.change(connection, body, if_match=form.one("version") or None)
        said = await api.connections.check(connection)
    except Invalid as error:
        return await shown(Mistakes.of(error, [*names, *BESIDE]))
    if said.ok:
        to = f"/setup/{quote(stored.tenant)}" if setup else f"/connections/{quote(connection)}"
        return go_to(request, to, "Saved. The credentials work.")
    return go_to(request, _address(connection, setup), f"Saved, but: {said.message} {said.hint}", "warning")


@router.post("/{connection}/check")
async def check(request: Request, session: Operator, api: PatientApi, connection: str) -> Response:
    stored = await api.connections.get(connection)
    system, said = await together(api.systems.get(stored.system), api.connections.check(connection))
    mistakes = _mistakes(said, form_of(system).names)
    return await _page(request, session, api, connection, mistakes=mistakes, result=checked(said, _labels(system)))


@router.post("/{connection}/pause")
async def pause(request: Request, _: Operator, api: Api, connection: str, form: SentForm) -> Response:
    await api.connections.pause(connection, {"reason": form.one("reason")})
    return go_to(request, _address(connection), "Paused.")


@router.post("/{connection}/resume")
async def resume(request: Request, _: Operator, api: Api, connection: str) -> Response:
    await api.connections.resume(connection)
    return go_to(request, _address(connection), "Goes on.")


@router.post("/{connection}/archive")
async def archive(request: Request, _: Admin, api: Api, connection: str, form: SentForm) -> Response:
    stored = await api.connections.get(connection)
    await api.connections.archive(connection, cascade=form.ticked("cascade"))
    return go_to(request, f"/tenants/{quote(stored.tenant)}", f"{stored.name} is archived; its secrets are destroyed.")


@router.post("/{connection}/webhook")
async def register(request: Request, _: Operator, api: PatientApi, connection: str, form: SentForm) -> Response:
    made = await api.webhooks.register(connection)
    to = _address(connection, form.one("setup")) + "#webhook"
    if made.waits:
        return go_to(request, to, f"Not yet: {made.waits}", "warning")
    return go_to(request, to, "The webhook is registered." if made.state == "active" else "It is looked after.")


@router.post("/{connection}/webhook/remove")
async def remove(request: Request, _: Admin, api: PatientApi, connection: str) -> Response:
    await api.webhooks.remove(connection)
    return go_to(request, _address(connection) + "#webhook", "The webhook is removed.")


@router.post("/{connection}/webhook/test")
async def test(request: Request, session: Operator, api: PatientApi, connection: str) -> Response:
    trial = await api.webhooks.test(connection)
    if wants_fragment(request):
        return render(request, "connections/trial.html", trial=trial)
    return await _page(request, session, api, connection, trial=trial)


async def _page(
    request: Request,
    session: Session,
    api: AsyncClient,
    connection: str,
    *,
    sent: Form | None = None,
    mistakes: Mistakes | None = None,
    result: Checked | None = None,
    setup: str = "",
    trial: Any = None,
) -> Response:
    tenant, view = await gathering.connection(api, connection, sent=sent, mistakes=mistakes)
    return render(
        request,
        "connections/page.html",
        tenant=tenant,
        view=view,
        result=result,
        setup=setup,
        step="tickets" if setup == "tickets" else "connection",
        trial=trial,
        may_act=session.may(Role.OPERATOR),
        may_change=session.may(Role.ADMIN),
        reason_words=reason_words,
    )


def _address(connection: str, setup: str = "") -> str:
    return f"/connections/{quote(connection)}" + (f"?setup={quote(setup)}" if setup else "")


def _labels(system: SystemView) -> dict[str, str]:
    form = form_of(system)
    return {field.name: field.label for field in (*form.needed, *form.more)}


def _mistakes(said: CheckView, names: list[str]) -> Mistakes:
    """The words of a refusal at the fields that it names; all of it stands in the result as well."""
    return Mistakes() if said.ok else Mistakes({name: said.message for name in said.fields if name in names})


PAGE = Page(
    router,
    shots=(
        "/connections/{connection}",
        "/connections/new?tenant={tenant}",
        "/connections/new?tenant={tenant}&system=connectwise",
    ),
)
