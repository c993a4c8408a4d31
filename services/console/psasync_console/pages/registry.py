"""Every page of the console: a folder beside this file, and one line here."""

from psasync_console.pages.administration import router as administration
from psasync_console.pages.connections import router as connections
from psasync_console.pages.issues import router as issues
from psasync_console.pages.overview import router as overview
from psasync_console.pages.schedules import router as schedules
from psasync_console.pages.sign_in import router as sign_in
from psasync_console.pages.tenants import router as tenants
from psasync_console.pages.tickets import router as tickets
from psasync_console.web.page import Page

PAGES: tuple[Page, ...] = (
    connections.PAGE,
    issues.PAGE,
    administration.PAGE,
    overview.PAGE,
    schedules.PAGE,
    sign_in.PAGE,
    tenants.PAGE,
    tickets.PAGE,
)
