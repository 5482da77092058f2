"""Wire shapes of sign-in."""

from typing import Annotated

import msgspec

Email = Annotated[str, msgspec.Meta(min_length=3, max_length=254)]
Password = Annotated[str, msgspec.Meta(min_length=1, max_length=1024)]
Ident = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")
]


class DeviceGiven(msgspec.Struct, forbid_unknown_fields=True):
    """The tablet, phone or browser profile that asks for a chain."""

    id: Ident
    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class SignIn(msgspec.Struct, forbid_unknown_fields=True):
    """E-mail and password, and the device when it is to record."""

    email: Email
    password: Password
    device: DeviceGiven | None = None


class RoleHeld(msgspec.Struct):
    """A role on `all` sites or on one (with all below it)."""

    role: str
    scope: str


class PersonShown(msgspec.Struct):
    """A person as they see themselves."""

    id: str
    name: dict[str, str]
    language: str
    email: str
    roles: list[RoleHeld]


class OrganisationShown(msgspec.Struct):
    """The organisation one works for."""

    id: str
    key: str
    name: dict[str, str]


class SessionShown(msgspec.Struct, omit_defaults=True):
    """Who is signed in; secrets are shown once, at sign-in."""

    person: PersonShown
    organisation: OrganisationShown
    epoch: str
    server_time: str
    token: str | None = None
    chain: str | None = None
    chain_token: str | None = None
    next_seq: int | None = None
    prev: str | None = None


class Colleague(msgspec.Struct):
    """Somebody of the organisation, by name."""

    id: str
    name: dict[str, str]
    language: str
    retired: bool
    roles: list[RoleHeld]


class Colleagues(msgspec.Struct):
    """A page of people."""

    items: list[Colleague]
    next: str | None
