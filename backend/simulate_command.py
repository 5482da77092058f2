"""`fieldseal simulate`: the real server and the real tablets through everything that goes wrong."""

from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING

import click
from rich.progress import Progress

if TYPE_CHECKING:
    from rich.console import Console

    from backend.simulation.running import Outcome


def run(out: Console, seeds: range, *, workers: int, as_json: bool, trace: bool) -> None:
    """Run the seeds; ends with 1 when a promise was broken."""
    from backend.simulation import running

    begun, done = time.monotonic(), list[running.Outcome]()
    with Progress(console=out, transient=True, disable=as_json or not out.is_terminal) as shown:
        task = shown.add_task("seeds", total=len(seeds))
        for one in running.outcomes(seeds, workers):
            done.append(one)
            shown.advance(task)
            if one.violation is not None and not as_json:
                _tell(out, one)
            elif trace and not as_json:
                out.print("\n".join(one.trace), markup=False)
    found = [one for one in done if one.violation is not None]
    steps, faults = sum(one.steps for one in done), sum(one.faults for one in done)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in done]))
    else:
        seconds = time.monotonic() - begun
        click.echo(
            f"{len(done)} seeds, {steps} steps, {faults} faults, {len(found)} violations"
            f" ({seconds:.0f} s)"
        )
    sys.exit(1 if found else 0)


def _tell(out: Console, one: Outcome) -> None:
    out.print("\n".join(one.trace), markup=False, highlight=False, soft_wrap=True)
    out.print(f"seed {one.seed}: {one.violation}", markup=False, soft_wrap=True)
    out.print(f"again: fieldseal simulate --first {one.seed} --seeds 1", markup=False)
