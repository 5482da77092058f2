"""The command `fieldseal`."""

# pyright: reportUnknownVariableType=false

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from backend.clock import instant_ms, instant_text
from backend.key_command import key
from backend.ledger_command import ledger
from backend.problems import RefusedError
from backend.rescue_command import rescue
from backend.settings import SettingError, load_settings
from backend.user_command import user

if TYPE_CHECKING:
    from collections.abc import Generator

    from backend.settings import Settings

    Language = Literal["en", "zh-Hans"]

out = Console(highlight=False)
errors = Console(stderr=True, highlight=False)
ROOT = Path(__file__).parents[1]
CASES, CASE, DEADLINE = (
    "file of shared cases {spec, cases}",
    "case {form, pack, answers}",
    "deadline {calendar, start, class, pauses, extensions}",
)
NOT_OF_THE_FORM = (ValueError, LookupError, TypeError, AttributeError, AssertionError)


class Commands(click.Group):
    """A mistake of whoever runs a command is a sentence, never a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; settings or an order that cannot be used end it."""
        try:
            return super().invoke(ctx)
        except SettingError as error:
            raise click.ClickException(str(error)) from error
        except RefusedError as error:
            named = [f"--{field}: {text['en']}" for field, text in error.fields]
            raise click.ClickException(" ".join(named) or error.problem.en) from error


@contextmanager
def reading(path: Path, form: str) -> Generator[Any]:
    """The JSON of a file; one that is not of this form ends the command with a sentence."""
    try:
        yield json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise click.ClickException(f"{path.name}: {error.strerror}") from error
    except NOT_OF_THE_FORM as error:
        raise click.ClickException(f"{path.name} is no {form}: {error!r}") from error


def moment(_: click.Context, option: click.Parameter, text: str | None) -> str | None:
    """An instant, or the command is not run."""
    try:
        return text if text is None else instant_text(instant_ms(text))
    except ValueError as error:
        raise click.BadParameter("write YYYY-MM-DDTHH:MM:SS.mmmZ", param=option) from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Offline inspections, corrective actions, evidence packs that anyone can verify."""


main.add_command(user)
main.add_command(key)
main.add_command(ledger)
main.add_command(rescue)


def settings_of(**flags: object) -> Settings:
    """Settings with these flags on top; raises SettingError for one that cannot be used."""
    return load_settings(flags)


@main.command()
@click.option("--data", help="Folder for the database, files and keys.")
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
def serve(data: str | None, host: str | None, port: int | None) -> None:
    """Serve the application; migrates the database first."""
    from backend import serving

    settings = settings_of(data=data, host=host, port=port)
    serving.serve(settings, lambda: out.print(f"Fieldseal listens at {settings.address}"))


@main.command()
@click.option("--data", help="Folder of the demo.")
@click.option("--port", type=int, help="Port on 127.0.0.1.")
@click.option("--seed-only", is_flag=True, help="Seed and end.")
@click.option(
    "--today", callback=moment, help="The moment of seeding, YYYY-MM-DDTHH:MM:SS.mmmZ (for tests)."
)
@click.option("--demo-password", help="One password for everybody (for tests).")
def demo(
    data: str | None, port: int | None, *, seed_only: bool, today: str | None, demo_password: str | None
) -> None:  # fmt: skip
    """Seed the demo organisation once and serve it on this machine."""
    from backend import demo_command

    settings = settings_of(data=data, port=port, host="127.0.0.1")
    demo_command.run(settings, out, seed_only=seed_only, today=today, password=demo_password)


@main.command()
@click.option("--data", help="Folder of the database.")
def migrate(data: str | None) -> None:
    """Bring the database to this version's schema."""
    from backend import serving

    serving.migrate_settings(settings_of(data=data))
    out.print("The database is at this version's schema.")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--engine", type=click.Choice(["python", "typescript"]), default="python")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a failed case.")
def vectors(files: tuple[Path, ...], engine: str, *, as_json: bool) -> None:
    """Run files of shared cases against the code that server and tablet use."""
    if engine == "typescript":
        sys.exit(_typescript(files))
    from audit_rules.vector_runner import run
    from reports.proof.vector_runner import run as run_proof

    passed = failed = 0
    for path in files:
        with reading(path, CASES) as document:
            ran = run_proof(document) if _is_proof(document) else _ran(run, document)
        for name, good, difference in ran:
            passed, failed = passed + good, failed + (not good)
            if not good:
                found = {"file": path.name, "case": name, "difference": difference}
                click.echo(
                    json.dumps(found, ensure_ascii=False)
                    if as_json
                    else f"{path.name}: {name}: {difference}"
                )
    click.echo(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


def _is_proof(document: dict[str, Any]) -> bool:
    first = document["cases"][0]["given"] if document["cases"] else {}
    return "op" in first and first["op"] not in {"watch", "repeat"}


def _ran(run: Any, document: dict[str, Any]) -> list[tuple[str, bool, str]]:  # noqa: ANN401 - a function
    return [
        (one.name, one.passed, f"got {one.got!r}, expected {one.wanted!r}"[:600])
        for one in run(document, ZoneInfo)
    ]


def _typescript(files: tuple[Path, ...]) -> int:
    bundle = ROOT / "pwa" / "dist-vectors" / "run.mjs"
    if not bundle.exists():
        build = ["npm", "--prefix", str(ROOT / "pwa"), "run", "--silent", "build:vectors"]
        subprocess.run(build, check=True)  # noqa: S603 - our own script
    command = ["node", str(bundle), *map(str, files)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own bundle


@main.command()
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The explanation as JSON.")
def judge(file: Path, *, as_json: bool) -> None:
    """Print the verdict of a file {form, pack, answers} (the shape of the shared cases)."""
    from audit_rules.judge import compile_judge
    from audit_rules.judge import judge as judged
    from checklists.expressions.evaluate import environment_from

    with reading(file, CASE) as given:
        rules = compile_judge(given["form"], given["pack"])
        explanation = judged(rules, environment_from(given["answers"])).explanation
    if as_json:
        click.echo(json.dumps(explanation, ensure_ascii=False))
        return
    _print_verdict(explanation)


def _print_verdict(explanation: dict[str, Any]) -> None:
    score = explanation["score_bp"]
    shown = "no score" if score is None else f"{score // 100}.{score % 100:02d} %"
    click.echo(f"Score {shown}, grade {explanation['grade'] or '-'}, total {explanation['total']}")
    for line in explanation["lines"]:
        section, instance, question, status, points, most, weight, share, largest = line
        place = f"{section}/{question}" + ("" if instance is None else f"[{instance + 1}]")
        click.echo(f"  {place}: {status}, {points}/{most} × {weight}, {share} of {largest}")
    for finding in explanation["findings"]:
        click.echo(
            f"  {finding['severity']}: {finding['question']} ({', '.join(finding['rules'])})"
        )
    for cap in explanation["caps"]:
        click.echo(f"  cap {cap['id']}: {cap['count']} found")


@main.group()
def deadline() -> None:
    """Deadlines."""


@deadline.command("explain")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
def deadline_explain(file: Path, *, as_json: bool) -> None:
    """Print every counted interval of a file {calendar, start, class, pauses, extensions}."""
    from audit_rules import vector_time
    from audit_rules.calendars import CalendarUncoveredError, calendar_from
    from audit_rules.deadline_forms import DeadlineFormError, demand_deadline
    from audit_rules.deadlines import deadline as computed

    with reading(file, DEADLINE) as given:
        try:
            demand_deadline(given, ZoneInfo)
        except DeadlineFormError as error:
            raise click.ClickException(f"{file.name}:\n{error}") from None
        calendar = calendar_from(given["calendar"], ZoneInfo)
        try:
            due = computed(calendar, vector_time.counting_from(given))
        except CalendarUncoveredError:
            raise click.ClickException(
                f"No calendar: {calendar.id} covers {calendar.covers[0]} to {calendar.covers[1]} only."
            ) from None
        found = vector_time.due_as_json(due, given)
    if as_json:
        click.echo(json.dumps(found))
        return
    for start, end, ms in found.get("counted", []):
        click.echo(f"  {start}  →  {end}  {ms / 3_600_000:9.4f} h")
    for day in found.get("days", []):
        click.echo(f"  {day}")
    doubt = f", provisional: without notice from {calendar.provisional_from} on"
    click.echo(f"Due {found.get('due', '-')} ({found['state']}{doubt if due.provisional else ''})")


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("docs/openapi.json"))
def openapi(out: Path) -> None:
    """Write the API's description, from which the web app's client is made."""
    import tempfile

    from backend.app import create_app
    from backend.serving import shell_from

    with tempfile.TemporaryDirectory() as folder:
        app = create_app(shell_from(settings_of(data=folder)), work=False)
    out.write_text(
        json.dumps(app.openapi_schema.to_schema(), indent=1, sort_keys=True) + "\n",
        encoding="utf-8",
    )
    click.echo(f"{out} written")


def run_async(work: Any) -> Any:  # noqa: ANN401 - a coroutine and what it gives
    """Run a coroutine of a command."""
    return asyncio.run(work)


@main.command()
@click.argument("workloads", nargs=-1)
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
@click.option("--postgres", help="A DSN: state W1 there as well.")
def bench(workloads: tuple[str, ...], *, as_json: bool, postgres: str | None) -> None:
    """Measure workloads against bounds of the same run (W1 W1s W1t W2 W5 W7 W10; all but W7 by default)."""
    from backend.bench import pushing
    from backend.bench import workloads as known

    wanted = workloads or tuple(one for one in known.WORKLOADS if one not in known.ASKED_FOR)
    if unknown := [one for one in wanted if one not in known.WORKLOADS]:
        raise click.UsageError(f"no workload {unknown[0]}; known: {' '.join(known.WORKLOADS)}")
    rows = [row for one in wanted for row in known.WORKLOADS[one](settings_of())]
    if postgres and "W1" in wanted:
        rows += pushing.w1_postgres(settings_of(), postgres)
    if as_json:
        click.echo(known.as_json(rows))
    for row in rows if not as_json else ():
        sign = "kept" if row.good else "MISSED"
        click.echo(
            f"{row.id:<5}{row.what:<52}{row.ours:>16}  {row.bound:<40}"
            f"ratio {row.ratio:6.2f}  budget {row.budget:5.2f}  {sign}"
        )
    sys.exit(0 if all(row.good for row in rows) else 1)


@main.command()
@click.option("--seeds", type=click.IntRange(1), default=100, help="How many seeds.")
@click.option("--first", type=click.IntRange(0), default=1, help="The first seed.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=2, help="Processes beside each other."
)
@click.option("--trace", is_flag=True, help="Print what happened in every seed.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list.")
def simulate(seeds: int, first: int, workers: int, *, trace: bool, as_json: bool) -> None:
    """Play the real server and real tablets through faults, by seeds that can be replayed."""
    from backend import simulate_command

    simulate_command.run(
        out, range(first, first + seeds), workers=workers, as_json=as_json, trace=trace
    )


@main.command()
@click.option("--data", help="Folder of the organisation.")
@click.option("--from", "from_on", required=True, help="First business day, YYYY-MM-DD.")
@click.option("--to", "to_on", required=True, help="Last business day, YYYY-MM-DD.")
@click.option("--site", help="A site's key; all sites without it.")
@click.option("--lang", type=click.Choice(["en", "zh-Hans"]), default="en")
@click.option("--out", "target", required=True, type=click.Path(path_type=Path))
def pack(
    data: str | None, from_on: str, to_on: str, site: str | None, lang: Language, target: Path
) -> None:
    """Build an evidence pack into a file."""
    from backend import pack_command

    settings = settings_of(data=data)
    asyncio.run(
        pack_command.build(settings, out, pack_command.Wanted(from_on, to_on, site, lang, target))
    )


@main.command(context_settings={"ignore_unknown_options": True})
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--key", help="The verifier key, or a file with it.")
@click.option("--fingerprint", help="The key's fingerprint, 64 hex digits.")
@click.option("--since", help="A checkpoint you hold already.")
@click.option("--json", "as_json", is_flag=True)
def verify(
    file: Path, key: str | None, fingerprint: str | None, since: str | None, *, as_json: bool
) -> None:
    """Verify an evidence pack with the checks that travel in it (exit 0, 1, 2, 3, 4)."""
    script = ROOT / "reports" / "proof" / "verify.py"
    command = [sys.executable, str(script), str(file)]
    for name, value in (("--key", key), ("--fingerprint", fingerprint), ("--since", since)):
        command += [name, value] if value else []
    command += ["--json"] if as_json else []
    sys.exit(subprocess.run(command, check=False).returncode)  # noqa: S603 - our own verifier
