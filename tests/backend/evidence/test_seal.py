"""The seal on the report, checked by another reader's rules."""

from __future__ import annotations

import asyncio
import io
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from backend.evidence.seals import Holder, authority
from tests.backend.evidence.orders import a_failure, downloaded, ordered, work
from tests.worlds import World, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from httpx import AsyncClient
    from pyhanko.sign.validation.status import PdfSignatureStatus


def seal_of(pdf: bytes, trusted: x509.Certificate) -> PdfSignatureStatus:
    """What a reader finds who trusts the organisation's authority."""
    context = ValidationContext(trust_roots=[trusted], allow_fetching=False)
    signature = PdfFileReader(io.BytesIO(pdf)).embedded_regular_signatures[0]
    return validate_pdf_signature(signature, signer_validation_context=context)


async def test_the_report_is_sealed_whole_and_a_change_breaks_the_seal(
    client: AsyncClient, packing: World, tmp_path: Path
) -> None:
    """The cover says that a seal proves the report unchanged: there is one, and it does."""
    await a_failure(client, packing)
    auditor = await signed_in(client, packing, "p08")
    order = await ordered(client, auditor)
    await work(packing)
    path = await downloaded(client, auditor, order, tmp_path / "pack.zip")
    with zipfile.ZipFile(path) as pack:
        pdf = pack.read("pack.pdf")
    holder = Holder(
        data=packing.shell.settings.data,
        organisation=packing.house.organisation,
        title="",
        today=datetime.fromtimestamp(packing.clock.now() / 1000, UTC),
    )
    trusted = x509.Certificate.load(authority(holder).public_bytes(Encoding.DER))
    changed = bytearray(pdf)
    changed[len(pdf) // 3] ^= 1

    good = await asyncio.to_thread(seal_of, pdf, trusted)
    bad = await asyncio.to_thread(seal_of, bytes(changed), trusted)

    assert good.bottom_line, good.pretty_print_details()
    assert good.coverage is not None
    assert good.coverage.name == "ENTIRE_FILE"
    assert not bad.intact
