"""The HTML twin: the same content, semantic, no script, complete where the PDF cannot draw."""

from collections.abc import Iterable, Iterator
from html import escape

from reports.account import listed
from reports.blocks.account import account, account_text
from reports.blocks.appendix import all_photos
from reports.blocks.cover import figure_cards, particulars
from reports.blocks.documents import document_words
from reports.blocks.inspections import clock, points
from reports.blocks.nonconformities import due_moved
from reports.facts import Action, Answer, Event, Inspection, Nonconformity, PackFacts
from reports.pieces import Photo, documents, photographs
from reports.proof.checkpoint import fingerprint
from reports.scripts.bidi import isolated
from reports.scripts.clusters import works_unseen
from reports.words import GLOSSARY, code_name, grouped, label, percent, text_in

STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;color:#16202a;max-width:60rem;margin:2rem auto;"
    "padding:0 1rem}h1,h2{color:#12324a}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #d3dae1}"
    "th{color:#52606d}dt{font-weight:700;color:#52606d}code{overflow-wrap:anywhere}"
    ".fail{border-left:4px solid #c5332b}img{max-width:20rem;height:auto}"
)


def html_twin(facts: PackFacts, language: str) -> Iterator[str]:
    """The document in pieces."""
    title = escape(text_in(facts.scope.title, language))
    yield f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    yield f"<title>{title}</title><style>{STYLE}</style></head><body><main>"
    yield f"<h1>{title}</h1><p>{escape(text_in(facts.scope.subtitle, language))}</p>"
    yield _list((label(language, k), v) for k, v in particulars(facts, language))
    yield _list(
        (label(language, key), f"{n} ({note})") for n, key, note in figure_cards(facts, language)
    )
    yield from _proof(facts, language)
    for inspection in facts.inspections:
        yield from _inspection(inspection, language)
    for found in facts.nonconformities:
        yield from _nonconformity(found, language)
    yield from _appendix(facts, language)
    yield "</main></body></html>\n"


def _list(pairs: Iterable[tuple[str, str]]) -> str:
    rows = (
        f'<dt>{escape(name)}</dt><dd dir="auto">{_text(value)}</dd>'
        for name, value in pairs
        if value
    )
    return f"<dl>{''.join(rows)}</dl>"


def _text(text: str) -> str:
    """Escaped text; characters that turn or hide others are shown, never obeyed."""
    shown = (
        c
        if c.isprintable() or c in "\n\u3000\u00a0" or works_unseen(text, at)
        else f"\u27e8U+{ord(c):04X}\u27e9"
        for at, c in enumerate(text)
    )
    return escape("".join(shown)).replace("\n", "<br>")


def _own(text: str) -> str:
    """A name or a word among others, in its own direction."""
    return f"<bdi>{_text(text)}</bdi>"


def _table(head: Iterable[str], rows: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in head)
    yield f"<table><thead><tr>{cells}</tr></thead><tbody>"
    for kind, row in rows:
        mark = f' class="{kind}"' if kind else ""
        cells = "".join(f'<td dir="auto">{cell}</td>' for cell in row)
        yield f"<tr{mark}>{cells}</tr>"
    yield "</tbody></table>"


def _proof(facts: PackFacts, language: str) -> Iterator[str]:
    proof = facts.proof
    yield f"<section><h2>{escape(label(language, 'proves'))}</h2><ul>"
    sentences = (
        label(language, "proof_1", grouped(len(proof.entries))),
        label(language, "proof_2"),
        label(language, "proof_3", grouped(facts.figures.photos)),
        label(language, "not_proved"),
    )
    yield "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    yield "</ul>"
    yield _list(
        (
            (label(language, "fingerprint"), fingerprint(proof.public_key)),
            (label(language, "root", grouped(proof.tree_size)), proof.root.hex()),
        )
    )
    yield f"<p>{escape(label(language, 'check'))}</p></section>"


def _inspection(one: Inspection, language: str) -> Iterator[str]:
    title = escape(text_in(one.title, language))
    yield f'<section id="inspection-{escape(one.id)}"><h2>{escape(one.number)} {title}</h2>'
    yield _list(
        (
            (label(language, "inspector"), one.inspector),
            (label(language, "site"), text_in(one.site, language)),
            (label(language, "on_tablet"), f"{clock(one.started_at)} – {clock(one.submitted_at)}"),
            (label(language, "at_server"), clock(one.received_at)),
            (label(language, "judged_by"), f"{one.template.key} v{one.template.number}"),
            (label(language, "score"), f"{percent(one.score_bp)} {text_in(one.result, language)}"),
            (
                label(language, "answer"),
                label(language, "answers_count", one.answered, one.asked),
            ),
        )
    )
    lines = "".join(f"<li>{_text(line)}</li>" for line in account(one, language))
    if lines:
        yield f"<h3>{escape(label(language, 'pieces_missing'))}</h3><ul>{lines}</ul>"
    head = [label(language, key) for key in ("number", "question", "answer", "points")]
    for section in one.sections:
        yield f"<h3>{escape(section.number)} {escape(text_in(section.title, language))}</h3>"
        rows = ((a.outcome, _answer(a, language)) for a in section.answers)
        yield from _table(head, rows)
    signed = (
        (s.name, s.role, text_in(s.meaning, language), clock(s.signed_at)) for s in one.signatures
    )
    yield "".join(f"<p>{' · '.join(map(_own, parts))}</p>" for parts in signed)
    yield "</section>"


def _answer(answer: Answer, language: str) -> tuple[str, ...]:
    question = f"{_text(text_in(answer.question, language))}<br>{_text(answer.criterion)}"
    value = text_in(answer.value, language) or code_name(language, answer.outcome)
    parts = [value, answer.note]
    parts += [label(language, "reason", answer.reason)] if answer.reason else []
    parts += [label(language, "raised", ", ".join(answer.raised))] if answer.raised else []
    for change in answer.changes:
        old = text_in(change.value, language)
        parts.append(label(language, "changed", clock(change.recorded_at), old))
    said = "".join(f'<div dir="auto">{_text(part)}</div>' for part in parts if part)
    photos = "<br>".join(_file(one, language) for one in answer.photos)
    return _text(answer.number), question, f"{said}{photos}", points(answer)


def _file(one: Photo, language: str) -> str:
    """A link to the original in the pack; a document goes by its own name."""
    if one.redacted:
        return _text(f"{one.number} {label(language, 'redacted', one.redacted)}")
    if one.document:
        name = escape(one.name or one.number, quote=True)
        words = _text(document_words(one, language))
        return f'<a href="{escape(one.member)}" download="{name}">{words}</a>'
    return f'<a href="{escape(one.member)}">{escape(one.number)} {_own(one.caption)}</a>'


def _nonconformity(found: Nonconformity, language: str) -> Iterator[str]:
    title = escape(text_in(found.title, language))
    yield f'<section id="nonconformity-{escape(found.id)}"><h2>{escape(found.number)} {title}</h2>'
    yield _list(
        (
            (label(language, "by_severity"), code_name(language, found.severity)),
            (label(language, "event"), code_name(language, found.state)),
            (label(language, "statement"), found.statement),
            (label(language, "criterion"), found.criterion),
            (label(language, "evidence"), found.evidence),
            (label(language, "correction"), found.correction),
            (label(language, "incomplete"), "; ".join(listed(found.missing, language))),
        )
    )
    if found.cause.whys:
        yield (
            "<ol>"
            + "".join(f'<li dir="auto">{_text(why)}</li>' for why in found.cause.whys)
            + "</ol>"
        )
    for action in found.actions:
        yield _action(action, language)
    head = [
        label(language, k) for k in ("tablet_time", "server_time", "event", "person", "ledger")
    ]
    files = (*found.photos_before, *found.photos_after)
    yield "".join(f"<p>{_file(one, language)}</p>" for one in files)
    events = [*found.events, *(event for action in found.actions for event in action.events)]
    events.sort(key=lambda event: (event.received_at, event.ledger_seq or 0))
    yield from _table(head, (("", _event(event, language)) for event in events))
    yield "</section>"


def _action(action: Action, language: str) -> str:
    deadline = action.deadline
    due = clock(deadline.due_at if deadline else None)
    if deadline is not None and deadline.provisional_from is not None:
        due += f" · {label(language, 'provisional', deadline.provisional_from)}"
    if deadline is not None and deadline.covers_to is not None:
        due = label(language, "no_due", deadline.covers_to)
    return _list(
        (
            (label(language, "corrective"), f"{action.number} {isolated(action.title)}"),
            (label(language, "owner"), action.owner),
            (label(language, "verifier"), action.verifier),
            (label(language, "due"), due),
            (label(language, "event"), code_name(language, action.state)),
        )
    )


def _event(event: Event, language: str) -> tuple[str, ...]:
    text = (
        f"{code_name(language, event.code)} {isolated(event.detail)} {due_moved(event, language)}"
    )
    seq = grouped(event.ledger_seq) if event.ledger_seq is not None else "–"
    times = (clock(event.recorded_at), clock(event.received_at))
    return (*times, _text(text), _text(event.actor), seq)


def _appendix(facts: PackFacts, language: str) -> Iterator[str]:
    yield f"<section><h2>{escape(label(language, 'evidence_index'))}</h2>"
    head = [label(language, key) for key in ("number", "captured", "received", "size")]
    files = tuple(all_photos(facts))
    for key, shown in (("evidence_index", photographs(files)), ("documents", documents(files))):
        if key == "documents" and shown:
            yield f"<h2>{escape(label(language, key))}</h2>"
        if key == "evidence_index" or shown:
            yield from _table(
                [*head, "SHA-256"], (("", _file_row(one, language)) for one in shown)
            )
    yield f"<h2>{escape(label(language, 'redactions'))}</h2><p>{_text(account_text(facts, language))}</p>"
    yield f"<h2>{escape(label(language, 'glossary'))}</h2>"
    yield from _table(("en", "zh", "", ""), (("", map(escape, row)) for row in GLOSSARY))
    yield "</section>"


def _file_row(one: Photo, language: str) -> tuple[str, ...]:
    named = _file(one, language) if one.document else _text(one.number)
    times = (clock(one.added_at if one.document else one.taken_at), clock(one.received_at))
    return (named, *times, grouped(one.bytes), _code(one.sha256))


def _code(text: str) -> str:
    return f"<code>{escape(text)}</code>"
