"""Every page of the console: a folder beside this file, and one line here."""

from psasync_console.pages.administration import router as administration
from psasync_console.pages.connections import router as connections
from psasync_console.pages.executions import actions as execution_actions
from psasync_console.pages.executions import router as executions
from psasync_console.pages.history import router as history
from psasync_console.pages.issues import router as issues
from psasync_console.pages.notices import router as notices
from psasync_console.pages.overview import router as overview
from psasync_console.pages.record import router as record
from psasync_console.pages.run_dialog import router as run_dialog
from psasync_console.pages.schedules import router as schedules
from psasync_console.pages.setup import router as setup
from psasync_console.pages.sign_in import router as sign_in
from psasync_console.pages.syncs import router as syncs
from psasync_console.pages.tenant import router as tenant
from psasync_console.pages.tenant_settings import router as tenant_settings
from psasync_console.pages.tenants import router as tenants
from psasync_console.pages.tickets import router as tickets
from psasync_console.web.page import Page

PAGES: tuple[Page, ...] = (
    connections.PAGE,
    issues.PAGE,
    administration.PAGE,
    notices.PAGE,
    execution_actions.PAGE,
    executions.PAGE,
    history.PAGE,
    overview.PAGE,
    record.PAGE,
    run_dialog.PAGE,
    schedules.PAGE,
    setup.PAGE,
    sign_in.PAGE,
    syncs.PAGE,
    tenant_settings.PAGE,
    tenants.PAGE,
    tickets.PAGE,
    tenant.PAGE,  # after the page whose addresses are words where this one has an id
)
