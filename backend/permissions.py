"""Who may do what: each route names one of these, or the program does not start."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from litestar.di import NamedDependency
from litestar.params import SkipValidation


class Permission(StrEnum):
    """What a route may ask for."""

    public = "public"
    signed_in = "signed_in"
    push = "push"
    upload = "upload"
    inspections_read = "inspections.read"
    actions_read = "actions.read"
    actions_move = "actions.move"
    standards_read = "standards.read"
    quarantine_settle = "quarantine.settle"
    packs_read = "packs.read"
    packs_build = "packs.build"
    metrics = "metrics"


EVERYBODY = frozenset(
    {
        "inspector",
        "owner",
        "verifier",
        "officer",
        "manager",
        "director",
        "process_owner",
        "auditor",
        "administrator",
    }
)
WORKERS = EVERYBODY - {"auditor"}
DESK = frozenset({"officer", "manager", "director", "auditor", "verifier", "process_owner"})

ROLES: dict[Permission, frozenset[str]] = {
    Permission.signed_in: EVERYBODY,
    Permission.push: WORKERS,
    Permission.upload: WORKERS,
    Permission.inspections_read: EVERYBODY - {"administrator"},
    Permission.actions_read: EVERYBODY - {"administrator"},
    Permission.actions_move: frozenset({"owner", "officer", "verifier"}),
    Permission.standards_read: EVERYBODY,
    Permission.quarantine_settle: frozenset({"officer"}),
    Permission.packs_read: frozenset({"officer", "auditor", "director", "manager"}),
    Permission.packs_build: frozenset({"officer", "auditor"}),
}

CHAIN_TOKEN_MAY = frozenset({Permission.push, Permission.upload})
RECORDERS = frozenset({"inspector", "officer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a person of an organisation with roles on sites (`None` = on all of them)."""

    organisation: str
    person: str
    device: str | None
    chain: str | None
    session: str | None
    sites_by_role: dict[str, frozenset[str] | None]

    def may(self, permission: Permission) -> bool:
        """Whether any role, anywhere, grants this."""
        if self.chain is not None and self.session is None:
            return permission in CHAIN_TOKEN_MAY
        return bool(ROLES.get(permission, frozenset()) & self.sites_by_role.keys())

    def sites(self, roles: frozenset[str]) -> frozenset[str] | None:
        """The sites where one of these roles is held; `None` means all."""
        held = [sites for role, sites in self.sites_by_role.items() if role in roles]
        if any(sites is None for sites in held):
            return None
        return frozenset(site for sites in held if sites is not None for site in sites)

    def sees(self, permission: Permission, site: str) -> bool:
        """Whether the permission reaches this site."""
        sites = self.sites(ROLES[permission])
        return sites is None or site in sites

    def reaches(self, site: str) -> bool:
        """Whether any of the caller's roles reaches this site."""
        sites = self.sites(frozenset(self.sites_by_role))
        return sites is None or site in sites

    def roles_at(self, site: str) -> frozenset[str]:
        """The roles held at one site."""
        return frozenset(
            role for role, sites in self.sites_by_role.items() if sites is None or site in sites
        )


# Handed to handlers as it is: Litestar would otherwise take it apart to validate it.
GivenCaller = NamedDependency[SkipValidation[Caller]]
