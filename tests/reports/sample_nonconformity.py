"""A sample nonconformity with its action and deadline."""

from datetime import date

from reports.facts import Action, Cause, Deadline, Effectiveness, Event, Interval, Nonconformity
from tests.reports.sample_photos import a_photo, at, both

WHYS = (
    "Inbound pallets were set down outside bay C.",
    "Bay C was full since Monday.",
    "Put-away ran with two of four forklifts.",
    "Two trucks waited for battery service.",
    "No trigger stops receiving when put-away falls behind.",
)


def a_deadline() -> Deadline:
    """Twenty-four working hours over four days, one of them a rest day."""
    office = ((9 * 60, 18 * 60),)
    return Deadline(
        title=both("24 working hours", "24 个工作小时"),
        calendar="CN-SH 2026",
        starts_at=at(12, 11, 3),
        due_at=at(15, 17, 3),
        done_at=at(15, 14, 20),
        intervals=(
            Interval(day=date(2026, 3, 12), office=office, counted=((11 * 60 + 3, 18 * 60),)),
            Interval(day=date(2026, 3, 13), office=office, counted=office),
            Interval(day=date(2026, 3, 14), note=both("rest day", "休息日")),
            Interval(day=date(2026, 3, 15), office=office, counted=((9 * 60, 17 * 60 + 3),)),
        ),
    )


def a_nonconformity() -> Nonconformity:
    """A critical nonconformity from raising to effectiveness."""
    return Nonconformity(
        id="n1",
        number="NC-0311",
        title=both("Evacuation route blocked by inbound goods", "疏散通道被入库货物占用"),
        severity="critical",
        state="closed",
        statement="Aisle C4 is narrowed to 0.7 m by 14 pallets of inbound goods.",
        criterion="ISO 45001:2018, 8.2: emergency routes are kept usable at all times.",
        evidence="Answer 1.04 of INS-2026-000041; photos P-01 to P-03.",
        inspection="INS-2026-000041",
        correction="Aisle cleared the same day.",
        cause=Cause(whys=WHYS),
        actions=(an_action(),),
        events=some_events(),
        photos_before=(a_photo(1, "Aisle C4"),),
        photos_after=(a_photo(9, "Aisle C4, cleared"),),
        effectiveness=Effectiveness(
            k=5,
            n=5,
            window_days=30,
            checks=tuple((date(2026, 3, d), True) for d in (16, 19, 23, 27, 31)),
        ),
    )


def some_events() -> tuple[Event, ...]:
    """Moves of a nonconformity with both clocks."""
    events = (
        ("opened", 12, 11, "Ana Torres", 42, "critical-route"),
        ("contain", 12, 12, "Li Wei", 43, "aisle cleared, guard posted"),
        ("accept_cause", 12, 13, "Wang Fang", 44, ""),
        ("effective", 31, 17, "system", 46, "5 of 5 later inspections clean"),
    )
    return tuple(
        Event(
            code=code,
            actor=who,
            received_at=at(day, hour, 5),
            recorded_at=at(day, hour, 2),
            detail=detail,
            ledger_seq=seq,
        )
        for code, day, hour, who, seq, detail in events
    )


def an_action() -> Action:
    """A corrective action that worked."""
    return Action(
        id="a1",
        number="CA-0312",
        kind="corrective",
        title="Stop receiving at 95 % bay occupancy; the dock display turns red.",
        state="effective",
        owner="Chen Yu, operations",
        verifier="Wang Fang, compliance (not the owner)",
        deadline=a_deadline(),
        events=(Event(code="submit", actor="Chen Yu", received_at=at(15, 14, 26), ledger_seq=45),),
    )
