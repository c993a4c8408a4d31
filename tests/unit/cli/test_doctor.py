"""What the doctor finds, from what the platform says."""

from datetime import UTC, datetime

import pytest

from psasync_cli.doctor.finding import Verdict
from psasync_cli.doctor.key import expiry_finding
from psasync_cli.doctor.services import clock_findings, readiness_findings
from psasync_cli.doctor.stuck import connection_findings, notice_findings, run_findings, sync_findings
from psasync_client.models.results import NoticeView, SummaryView
from psasync_client.models.scheduler import ConnectionView, SyncView, WhoAmI

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)


def made(model, **values):
    """With these values alone: the findings read no others."""
    return model.model_construct(**values)


def test_a_part_that_does_not_work_is_named_with_what_to_do():
    checks = {"mongodb": "ok", "kafka": "not connected", "loop tick": "stopped"}
    found = list(readiness_findings("scheduler", "http://x", checks, 0.01))
    assert [(each.verdict, each.message) for each in found] == [
        (Verdict.FAILED, "kafka: not connected"),
        (Verdict.FAILED, "loop tick: stopped"),
    ]
    assert "PSASYNC_KAFKA_BOOTSTRAP" in found[0].remedy
    assert all(each.remedy for each in found)
    (well,) = readiness_findings("scheduler", "http://x", {"kafka": "ok"}, 0.01)
    assert well.verdict is Verdict.OK


@pytest.mark.parametrize(
    ("date", "verdicts", "words"),
    [
        ("Mon, 02 Nov 2026 12:00:05 GMT", [], ""),
        ("Mon, 02 Nov 2026 12:01:00 GMT", [Verdict.WARNING], "1 min ahead of this machine"),
        ("Mon, 02 Nov 2026 11:59:00 GMT", [Verdict.WARNING], "1 min behind this machine"),
        (None, [Verdict.INFO], "does not tell"),
        ("soon", [Verdict.INFO], "does not tell"),
    ],
)
def test_clocks_that_are_apart(date, verdicts, words):
    found = list(clock_findings("results", date, NOW))
    assert [each.verdict for each in found] == verdicts
    assert all(words in each.message for each in found)


@pytest.mark.parametrize(
    ("kind", "ends", "verdict", "remedy"),
    [
        ("application", None, Verdict.OK, ""),
        ("application", "2027-11-02T12:00:00Z", Verdict.OK, ""),
        ("application", "2026-11-05T12:00:00Z", Verdict.WARNING, "psasync keys rotate k1"),
        ("person", "2026-11-02T18:00:00Z", Verdict.OK, ""),
        ("person", "2026-11-02T12:10:00Z", Verdict.WARNING, "psasync login"),
    ],
)
def test_a_key_that_ends_soon(kind, ends, verdict, remedy):
    me = WhoAmI.model_validate(
        {
            "key_id": "k1",
            "name": "Ada",
            "prefix": "psk_1",
            "role": "admin",
            "tenant": None,
            "kind": kind,
            "expires_at": ends,
        }
    )
    found = expiry_finding(me, NOW)
    assert (found.verdict, found.remedy) == (verdict, remedy)


def run(status, requested, waiting=None):
    summary = {
        "id": "3f2a9c1e-0000-4000-8000-000000000000",
        "status": status,
        "requested_at": requested,
        "waiting": waiting,
    }
    others = dict.fromkeys(SummaryView.model_fields.keys() - summary.keys())
    validated = {"requested_at": datetime.fromisoformat(requested)}
    return SummaryView.model_construct(**{**others, **summary, **validated})


def test_runs_that_do_not_go_on():
    from psasync_client.models.results import WaitingView

    held = WaitingView(reason="the PSA asks us to wait", until=None)
    found = list(
        run_findings(
            [
                run("queued", "2026-11-02T11:59:00+00:00"),
                run("in_progress", "2026-11-02T10:00:00+00:00"),
                run("queued", "2026-11-02T11:00:00+00:00"),
                run("in_progress", "2026-11-02T11:59:00+00:00", held),
            ],
            NOW,
        )
    )
    assert [each.message for each in found] == ["has been queued for 1 h", "waits: the PSA asks us to wait"]
    assert all(each.verdict is Verdict.WARNING and "psasync" in each.remedy for each in found)


def test_connections_that_refuse_us_and_those_that_are_paused():
    from psasync_client.models.scheduler import LastCheck

    refused = LastCheck(at=datetime(2026, 11, 2, 11, tzinfo=UTC), by="ada", ok=False, message="401", hint="New key.")
    well = LastCheck(at=NOW, by="ada", ok=True)
    found = list(
        connection_findings(
            [
                made(ConnectionView, id="1", name="A", state="active", last_check=well),
                made(ConnectionView, id="2", name="B", state="active", last_check=None),
                made(ConnectionView, id="3", name="C", state="active", last_check=refused),
                made(ConnectionView, id="4", name="D", state="paused", last_check=None),
            ],
            NOW,
        )
    )
    assert [(each.check, each.verdict) for each in found] == [
        ("connection C", Verdict.FAILED),
        ("connection D", Verdict.INFO),
    ]
    assert found[0].message == "refused us 1 h ago: 401"
    assert found[0].remedy == "New key. psasync connections check 3"


def test_a_sync_that_paused_itself_and_not_one_that_somebody_paused():
    from psasync_client.models.scheduler import AutoPause

    stopped = AutoPause(
        at=NOW, execution="e", failures=5, kind="authentication", message="401", paused_by="auto", reason="failing"
    )
    found = list(
        sync_findings(
            [made(SyncView, id="1", name="A", auto_pause=None), made(SyncView, id="2", name="B", auto_pause=stopped)],
            NOW,
        )
    )
    assert [each.check for each in found] == ["sync B"]
    assert "psasync syncs resume 2" in found[0].remedy


def test_notices_that_cannot_be_delivered_are_told_once_for_each_address():
    lost = [
        made(NoticeView, channel="mail", address="a@example.com", state=state) for state in ("failed", "held", "sent")
    ]
    (found,) = notice_findings(lost)
    assert found.message.startswith("2 could not be delivered: mail to a@example.com")
