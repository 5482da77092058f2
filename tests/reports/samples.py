"""A sample pack: one inspection, one nonconformity, a real ledger with a real signature."""

from dataclasses import replace
from datetime import UTC, date, datetime

from reports.facts import (
    Answer,
    Change,
    Figures,
    Inspection,
    Issue,
    Operation,
    PackFacts,
    Scope,
    Section,
    Signature,
    SiteFigures,
    Version,
)
from tests.reports.sample_ledger import a_ledger
from tests.reports.sample_nonconformity import a_nonconformity
from tests.reports.sample_photos import a_photo, at, both

ISSUED = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)


def passed(number: str, question: dict[str, str], criterion: str, note: str = "") -> Answer:
    """A passed question."""
    return Answer(
        number=number,
        question=question,
        value=both("Pass", "符合"),
        outcome="pass",
        criterion=criterion,
        points="5",
        points_max="5",
        note=note,
    )


def a_failure(note: str = "") -> Answer:
    """A failed question with photographs, a change and a nonconformity."""
    return Answer(
        number="1.04",
        question=both(
            "Evacuation routes at least 1.1 m wide and free of goods",
            "疏散通道净宽不小于 1.1 m 且无堆物",
        ),
        value=both("Fail", "不符合"),
        outcome="fail",
        severity="critical",
        criterion="ISO 45001:2018 · 8.2    GB 50016 · 5.5",
        points="0",
        points_max="5",
        note=note
        or "Aisle C4 is narrowed to 0.7 m by 14 pallets of inbound goods. The route serves "
        "62 people on the late shift; the north exit door opens only half way.",
        actor="Ana Torres",
        device="TAB-0042",
        operation=318,
        recorded_at=at(12, 9, 17, 5),
        received_at=at(12, 11, 3, 12),
        changes=(
            Change(recorded_at=at(12, 9, 15, 41), value=both("Pass", "符合"), reason="other side"),
        ),
        photos=(a_photo(1, "Aisle C4, view to north exit"), a_photo(2), a_photo(3)),
        raised=("NC-0311",),
    )


def a_section() -> Section:
    """A section with passes, a failure and a question that does not apply."""
    return Section(
        number="1",
        title=both("Fire safety", "消防安全"),
        weight="25",
        score_bp=9000,
        answers=(
            passed(
                "1.01",
                both("Extinguishers in place, gauge in green zone", "灭火器在位，压力表处于绿区"),
                "GB 50140 · 5.1",
            ),
            passed(
                "1.02",
                both("Monthly check signed within 31 days", "灭火器月检签字在 31 天以内"),
                "GB 50444 · 5.2",
                "Sampled 6 of 60 tags (10 %).",
            ),
            Answer(
                number="1.03",
                question=both("Clear width of the main aisle", "主通道净宽"),
                value=both("1.8 m", "1.8 m"),
                outcome="info",
                criterion="GB 12955 · 8",
                points="5",
                points_max="5",
            ),
            a_failure(),
            Answer(
                number="1.05",
                question=both("Smoke detector test record", "本季度烟感测试记录齐全"),
                value=both("N/A", "不适用"),
                outcome="na",
                criterion="GB 50116 · 3.3",
                reason="area rebuilt, detectors commissioned 2026-03-09",
            ),
        ),
    )


TEMPLATE = Version(
    key="TPL-WHS-014", title=both("Warehouse safety", "仓库安全"), number="3", digest="ab" * 32
)
RULES = Version(key="RP-WHS", title=both("Rule pack", "规则包"), number="5", digest="cd" * 32)
STROKES = (
    tuple((k * 9, int(60 + 40 * ((k * 7) % 11 - 5) / 5)) for k in range(24)),
    ((40, 20), (90, 110), (140, 30)),
)


def some_operations() -> tuple[Operation, ...]:
    """The first moves of an inspection on one tablet."""
    moves = (("start", ""), ("answer", "1.01"), ("answer", "1.04"), ("attach", "1.04"))
    return tuple(
        Operation(
            chain="c1",
            seq=315 + index,
            kind=kind,
            place=place,
            actor="Ana Torres",
            recorded_at=at(12, 9, 10 + index, 5),
            received_at=at(12, 11, 3, 12),
            ledger_seq=91_220 + index,
        )
        for index, (kind, place) in enumerate(moves)
    )


def an_inspection(number: int = 41) -> Inspection:
    """An inspection with one section and two signatures."""
    signature = Signature(
        name="Ana Torres",
        role="Inspector",
        meaning=both("I recorded these results on site.", "本人在现场记录上述结果。"),
        strokes=STROKES,
        signed_at=at(12, 10, 46),
    )
    acknowledged = both("I acknowledge the findings.", "本人确认已知悉不符合项。")
    second = replace(signature, name="李伟", role="现场经理", meaning=acknowledged)
    return Inspection(
        id=f"01a0f192-c65d-7f80-b2df-{number:012d}",
        number=f"INS-2026-{number:06d}",
        title=both("Warehouse safety, late shift", "仓库安全，晚班"),
        kind="spot_check",
        site=both("Shanghai Distribution Centre 2", "上海二号配送中心"),
        inspector="Ana Torres",
        qualification="qualified to 2027-06-30",
        contact="Li Wei, site manager",
        business_date=date(2026, 3, 12),
        template=TEMPLATE,
        rules=RULES,
        started_at=at(12, 9, 0),
        submitted_at=at(12, 10, 44),
        received_at=at(12, 11, 3),
        score_bp=9200,
        result=both("Conditional pass", "有条件通过"),
        outcome="partial",
        explanation=(both("Cap: critical finding.", "上限：严重不符合。"),),
        verdict="5e" * 32,
        sections=(a_section(),),
        operations=some_operations(),
        signatures=(signature, second),
    )


def a_pack(*languages: str, inspections: int = 1) -> PackFacts:
    """The facts of a whole pack."""
    proof, records, left_out = a_ledger()
    return PackFacts(
        organisation=both("Example Logistics (Shanghai) Co., Ltd.", "示例物流（上海）有限公司"),
        organisation_key="harbour",
        issue=Issue(
            pack="01958f3a-7c11-7d4e-9a3e-5f1f4c1b2a90",
            issued_at=ISSUED,
            issued_for="Chen Yu, compliance officer",
            languages=languages or ("en",),
        ),
        scope=Scope(
            title=both("Warehouse safety and emergency", "仓库安全与应急"),
            subtitle=both(
                "Shanghai Distribution Centre 2 · first quarter 2026",
                "上海二号配送中心 · 2026 年第一季度",
            ),
            period_from=date(2026, 1, 1),
            period_to=date(2026, 3, 31),
            zone="Asia/Shanghai",
            starts_at="2026-03-12T00:00:00.000Z",
            streams=("org", "site"),
            sites=(both("Site SH-DC2 with areas A to F", "场所 SH-DC2，A 至 F 区"),),
            kinds=("self_check", "spot_check", "internal_audit"),
        ),
        standards=("ISO 45001:2018", "ISO 9001:2015"),
        templates=(TEMPLATE,),
        rule_packs=(RULES,),
        figures=some_figures(),
        inspections=tuple(an_inspection(41 + i) for i in range(inspections)),
        nonconformities=(a_nonconformity(),),
        records=records,
        proof=proof,
        redactions=(left_out,),
    )


def some_figures() -> Figures:
    """Figures of a quarter."""
    months = (("Oct", 8410), ("Nov", 8600), ("Dec", 8520), ("Jan", 8840), ("Feb", 9070))
    return Figures(
        inspections=200,
        answers=8000,
        photos=4,
        score_bp=9200,
        target_bp=9000,
        by_severity={"critical": 2, "major": 9, "minor": 20, "observation": 14},
        actions=31,
        actions_closed=29,
        actions_on_time=27,
        trend=(*months, ("Mar", 9200)),
        sites=(
            SiteFigures(
                site=both("Distribution Centre 2", "二号配送中心"),
                inspections=200,
                score_bp=9200,
                nonconformities=31,
            ),
        ),
        sections=((both("Fire safety", "消防安全"), 9000), (both("Racking", "货架"), 9350)),
        pareto=((both("Evacuation routes", "疏散通道"), 7), (both("Charging", "充电"), 4)),
        ages=((both("Under 7 days", "7 天以内"), 3), (both("7 to 30 days", "7 至 30 天"), 2)),
        sampling=(both("Sampled 6 of 60 tags, seed 91204.", "抽查 60 个中的 6 个，种子 91204。"),),
    )
