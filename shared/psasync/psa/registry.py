"""Which adapter serves which system. A new system is one folder beside this file and one entry here."""

from collections.abc import Mapping

from psasync.contracts.vocabulary import System
from psasync.psa import autotask, connectwise, halopsa, http_endpoint, http_source, kaseya_bms, syncro
from psasync.psa.entry import SystemEntry

SYSTEMS: Mapping[System, SystemEntry] = {
    System.CONNECTWISE: connectwise.ENTRY,
    System.AUTOTASK: autotask.ENTRY,
    System.HALOPSA: halopsa.ENTRY,
    System.SYNCRO: syncro.ENTRY,
    System.KASEYA_BMS: kaseya_bms.ENTRY,
    System.HTTP_SOURCE: http_source.ENTRY,
    System.HTTP_ENDPOINT: http_endpoint.ENTRY,
}
"""Every system that this installation can connect to, in the order in which a person is offered them."""
