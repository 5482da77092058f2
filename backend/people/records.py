"""Rows of organisations, people, memberships, sessions, devices and chains."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend.people import tables
from backend.plumbing.database.records import Record

if TYPE_CHECKING:
    from piccolo.table import Table


class OrganisationRow(Record, frozen=True):
    """A tenant."""

    id: str
    key: str
    title: str
    default_language: str
    created_at: int

    @property
    def names(self) -> dict[str, str]:
        """The title by language."""
        return json.loads(self.title)


class PersonRow(Record, frozen=True):
    """Somebody who works here, with what their password is held against."""

    organisation: str
    id: str
    key: str
    email: str
    title: str
    language: str
    password_hash: str
    disabled: bool

    @property
    def names(self) -> dict[str, str]:
        """The name by language."""
        return json.loads(self.title)


class PersonKnown(Record, frozen=True):
    """Somebody as others know them."""

    id: str
    key: str
    title: str
    language: str
    disabled: bool
    email: str

    @property
    def names(self) -> dict[str, str]:
        """The name by language."""
        return json.loads(self.title)


class MembershipRow(Record, frozen=True):
    """A role on a site and all below it; no site means everywhere."""

    organisation: str
    id: str
    person: str
    role: str
    site: str | None


class RoleOf(Record, frozen=True):
    """A role of a person, and the site it is held on."""

    person: str
    role: str
    site: str | None

    @property
    def scope(self) -> str:
        """The site, or `all`."""
        return self.site or "all"


class Holder(Record, frozen=True):
    """Who holds a role that was asked for, with the site it is held on and that site's path."""

    person: str
    site: str | None
    path: str | None


class RoleHeldBy(Record, frozen=True):
    """A role of somebody with their name, the site it is held on and that site's path."""

    person: str
    title: str
    role: str
    site: str | None
    path: str | None


class RoleReach(Record, frozen=True):
    """A role of a person, where it is held (`scope`, null = all), and one site under that."""

    role: str
    scope: str | None
    site: str | None


class DeviceRow(Record, frozen=True):
    """A tablet, phone or browser profile that records."""

    organisation: str
    id: str
    title: str
    created_at: int
    last_seen_at: int
    revoked_at: int | None


class DeviceOf(Record, frozen=True):
    """A device on which a person has a chain, with its last sequence number."""

    id: str
    title: str
    revoked_at: int | None
    head_seq: int


class SessionRow(Record, frozen=True):
    """A sign-in; the id is the hash of a secret."""

    organisation: str
    id: str
    person: str
    device: str | None
    created_at: int
    last_seen_at: int
    expires_at: int


class SessionKnown(Record, frozen=True):
    """A sign-in with what may end it: a disabled person, a revoked device."""

    organisation: str
    id: str
    person: str
    device: str | None
    last_seen_at: int
    expires_at: int
    disabled: bool
    revoked_at: int | None


class ChainRow(Record, frozen=True):
    """The operations of one person on one device; without a person the server's own."""

    organisation: str
    id: str
    person: str | None
    device: str | None
    head_seq: int
    head_hash: str | None
    token_hash: str | None
    token_expires_at: int


class ChainKnown(Record, frozen=True):
    """A chain that has a token, thus a person, with the end of both."""

    organisation: str
    id: str
    person: str
    device: str | None
    expires_at: int
    revoked_at: int | None


class ThrottleRow(Record, frozen=True):
    """Failed sign-ins of one account or one address."""

    id: str
    failures: int
    last_at: int


WHOLE: dict[type[Record], type[Table]] = {
    OrganisationRow: tables.Organisation,
    PersonRow: tables.Person,
    MembershipRow: tables.Membership,
    DeviceRow: tables.Device,
    SessionRow: tables.Session,
    ChainRow: tables.Chain,
    ThrottleRow: tables.Throttle,
}
