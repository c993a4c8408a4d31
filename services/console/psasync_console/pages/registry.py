"""Every page of the console: a folder beside this file, and one line here."""

from psasync_console.pages.administration import router as administration
from psasync_console.pages.connections import router as connections
from psasync_console.pages.issues import router as issues
from psasync_console.pages.notices import router as notices
from psasync_console.pages.overview import router as overview
from psasync_console.pages.schedules import router as schedules
from psasync_console.pages.setup import router as setup
from psasync_console.pages.sign_in import router as sign_in
from psasync_console.pages.syncs import router as syncs
from psasync_console.pages.tenant_settings import router as tenant_settings
from psasync_console.pages.tenants import router as tenants
from psasync_console.pages.tickets import router as tickets
from psasync_console.web.page import Page

PAGES: tuple[Page, ...] = (
    connections.PAGE,
    issues.PAGE,
    administration.PAGE,
    notices.PAGE,
    overview.PAGE,
    schedules.PAGE,
    setup.PAGE,
    sign_in.PAGE,
    syncs.PAGE,
    tenant_settings.PAGE,
    tenants.PAGE,
    tickets.PAGE,
)
