"""A sample pack: one inspection, one nonconformity, a real ledger with a real signature."""

import hashlib
import json
import zlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from reports.facts import (
    Action,
    Answer,
    Cause,
    Change,
    Deadline,
    Effectiveness,
    Event,
    Figures,
    Inspection,
    Interval,
    Issue,
    Nonconformity,
    PackFacts,
    Photo,
    Proof,
    Record,
    Redaction,
    Scope,
    Section,
    Signature,
    SiteFigures,
    Version,
)
from reports.proof import ed25519
from reports.proof.checkpoint import Checkpoint, checkpoint_text, sign_note
from reports.proof.cover import cover_bytes
from reports.proof.entry import LedgerEntry, body_hash, entry_leaf
from reports.proof.merkle import Tree, consistency_proof, leaf_hash

SEED = bytes(range(32))
ORIGIN = "fieldseal.example/harbour/1"
SHANGHAI = timezone(timedelta(hours=8))
ISSUED = datetime(2026, 4, 2, 3, 0, tzinfo=UTC)
FIRST_SHOWN = 40


def sign(message: bytes) -> bytes:
    """Sign with the test key."""
    return ed25519.sign(SEED, message)


def both(english: str, chinese: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": english, "zh-Hans": chinese}


def at(day: int, hour: int, minute: int = 0, second: int = 0) -> datetime:
    """A moment in March 2026 in Shanghai."""
    return datetime(2026, 3, day, hour, minute, second, tzinfo=SHANGHAI)


@cache
def jpeg(number: int) -> bytes:
    """A small picture that differs by number."""
    image = Image.new("RGB", (320, 240), (90 + number * 20 % 120, 110, 130))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 150, 320, 240), fill=(150, 150, 150))
    for i in range(5):
        draw.rectangle((20 + i * 60, 60 + number * 5, 60 + i * 60, 150), fill=(190, 140, 80))
    out = BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def a_photo(number: int, caption: str = "") -> Photo:
    """The facts of that picture."""
    data = jpeg(number)
    return Photo(
        number=f"P-{number:02d}",
        sha256=hashlib.sha256(data).hexdigest(),
        extension="jpg",
        bytes=len(data),
        crc32=zlib.crc32(data),
        caption=caption,
        taken_at=at(12, 9, 17),
        received_at=at(12, 11, 3),
        device="TAB-0042",
    )


class SamplePhotos:
    """Photographs from memory: the same bytes serve as original and as derived copy."""

    def __init__(self) -> None:
        self.by_hash = {hashlib.sha256(jpeg(i)).hexdigest(): jpeg(i) for i in range(12)}

    def original(self, photo: Photo, start: int, end: int) -> Iterable[bytes]:
        yield self.by_hash[photo.sha256][start:end]

    def has_original(self, photo: Photo) -> bool:
        return photo.sha256 in self.by_hash

    def derived(self, photo: Photo) -> bytes | None:
        return self.by_hash.get(photo.sha256)


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
        sections=(a_section(),),
        signatures=(signature, second),
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
    events = (
        ("opened", 12, 11, "Ana Torres", 42, "critical-route"),
        ("contain", 12, 12, "Li Wei", 43, "aisle cleared, guard posted"),
        ("accept_cause", 12, 13, "Wang Fang", 44, ""),
        ("effective", 31, 17, "system", 46, "5 of 5 later inspections clean"),
    )
    action = Action(
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
        cause=Cause(
            whys=(
                "Inbound pallets were set down outside bay C.",
                "Bay C was full since Monday.",
                "Put-away ran with two of four forklifts.",
                "Two trucks waited for battery service.",
                "No trigger stops receiving when put-away falls behind.",
            )
        ),
        actions=(action,),
        events=tuple(
            Event(
                code=code,
                actor=who,
                received_at=at(day, hour, 5),
                recorded_at=at(day, hour, 2),
                detail=detail,
                ledger_seq=seq,
            )
            for code, day, hour, who, seq, detail in events
        ),
        photos_before=(a_photo(1, "Aisle C4"),),
        photos_after=(a_photo(9, "Aisle C4, cleared"),),
        effectiveness=Effectiveness(
            k=5,
            n=5,
            window_days=30,
            checks=tuple((date(2026, 3, d), True) for d in (16, 19, 23, 27, 31)),
        ),
    )


def a_ledger(shown: int = 8) -> tuple[Proof, tuple[Record, ...], Redaction]:
    """Forty hidden entries, then entries of two streams, closed by heads; one body left out."""
    tree = Tree(leaf_hash(b"%d" % i) for i in range(FIRST_SHOWN))
    entries: list[LedgerEntry] = []
    records: list[Record] = []
    last_n = {"org": 5, "site": 9}
    for index in range(shown):
        closing = index == shown - 1
        stream = "org" if closing or index % 2 == 0 else "site"
        last_n[stream] += 1
        seq, kind = FIRST_SHOWN + index, "heads" if closing else "operation"
        content = {"heads": dict(last_n)} if closing else {"value": f"答案 {index}"}
        body = json.dumps(
            {"id": f"r{index}", "kind": kind, "salt": "s", "v": 1, **content},
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        ).encode()
        entry = LedgerEntry(
            seq=seq,
            n=last_n[stream],
            at=f"2026-03-{11 if index < 2 else 12 + index:02d}T01:00:00.000Z",
            kind=kind,
            stream=stream,
            subject="org" if closing else "s1",
            body=body_hash(body),
        )
        entries.append(entry)
        tree.append(entry_leaf(entry))
        if index != 3:
            records.append(Record(kind=kind, id=f"r{index}", bodies=(body,)))
    head = Checkpoint(origin=ORIGIN, size=tree.size, root=tree.root())
    public = ed25519.public_key(SEED)
    note = sign_note(checkpoint_text(head), name=ORIGIN, public=public, sign=sign)
    proof = Proof(
        origin=ORIGIN,
        public_key=public,
        tree_size=tree.size,
        root=head.root,
        entries=tuple(entries),
        cover=cover_bytes(tree.size, [entry.seq for entry in entries], tree.node),
        checkpoint=note.encode(),
        consistency={20: consistency_proof(20, tree.size, tree.node)},
    )
    left_out = Redaction(reason="privacy request", entries=(FIRST_SHOWN + 3,))
    return proof, tuple(records), left_out


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
