"""Generated from docs/openapi: `make docs` writes it anew."""

from psasync_client.operations.audit import AsyncAudit, Audit
from psasync_client.operations.bulk import AsyncBulk, Bulk
from psasync_client.operations.cards import AsyncCards, Cards
from psasync_client.operations.connections import AsyncConnections, Connections
from psasync_client.operations.executions import AsyncExecutions, Executions
from psasync_client.operations.issues import AsyncIssues, Issues
from psasync_client.operations.keyring import AsyncKeyring, Keyring
from psasync_client.operations.keys import AsyncKeys, Keys
from psasync_client.operations.notices import AsyncNotices, Notices
from psasync_client.operations.platform_records import AsyncPlatformRecords, PlatformRecords
from psasync_client.operations.retention import AsyncRetention, Retention
from psasync_client.operations.schedules import AsyncSchedules, Schedules
from psasync_client.operations.sign_in import AsyncSignIn, SignIn
from psasync_client.operations.statistics import AsyncStatistics, Statistics
from psasync_client.operations.storage import AsyncStorage, Storage
from psasync_client.operations.syncs import AsyncSyncs, Syncs
from psasync_client.operations.systems import AsyncSystems, Systems
from psasync_client.operations.tenants import AsyncTenants, Tenants
from psasync_client.operations.tickets import AsyncTickets, Tickets
from psasync_client.operations.topics import AsyncTopics, Topics
from psasync_client.operations.webhooks import AsyncWebhooks, Webhooks
from psasync_client.transport import AsyncTransport, Transport


class Groups:
    """Every operation, by group."""

    def __init__(self, transport: Transport) -> None:
        self.audit = Audit(transport)
        self.bulk = Bulk(transport)
        self.cards = Cards(transport)
        self.connections = Connections(transport)
        self.executions = Executions(transport)
        self.issues = Issues(transport)
        self.keyring = Keyring(transport)
        self.keys = Keys(transport)
        self.notices = Notices(transport)
        self.platform_records = PlatformRecords(transport)
        self.retention = Retention(transport)
        self.schedules = Schedules(transport)
        self.sign_in = SignIn(transport)
        self.statistics = Statistics(transport)
        self.storage = Storage(transport)
        self.syncs = Syncs(transport)
        self.systems = Systems(transport)
        self.tenants = Tenants(transport)
        self.tickets = Tickets(transport)
        self.topics = Topics(transport)
        self.webhooks = Webhooks(transport)


class AsyncGroups:
    """Every operation, by group."""

    def __init__(self, transport: AsyncTransport) -> None:
        self.audit = AsyncAudit(transport)
        self.bulk = AsyncBulk(transport)
        self.cards = AsyncCards(transport)
        self.connections = AsyncConnections(transport)
        self.executions = AsyncExecutions(transport)
        self.issues = AsyncIssues(transport)
        self.keyring = AsyncKeyring(transport)
        self.keys = AsyncKeys(transport)
        self.notices = AsyncNotices(transport)
        self.platform_records = AsyncPlatformRecords(transport)
        self.retention = AsyncRetention(transport)
        self.schedules = AsyncSchedules(transport)
        self.sign_in = AsyncSignIn(transport)
        self.statistics = AsyncStatistics(transport)
        self.storage = AsyncStorage(transport)
        self.syncs = AsyncSyncs(transport)
        self.systems = AsyncSystems(transport)
        self.tenants = AsyncTenants(transport)
        self.tickets = AsyncTickets(transport)
        self.topics = AsyncTopics(transport)
        self.webhooks = AsyncWebhooks(transport)
