"""A window of WebKitGTK that keeps its profile.

WebKit's own little browser forgets everything under a driver: there a tablet could not be switched off and
on again. This one is the same engine, with its stores in a folder of ours. It is driven by WebKitWebDriver
and needs nothing but the library that comes with that driver.
"""

from __future__ import annotations

import sys
from ctypes import CDLL, CFUNCTYPE, c_char_p, c_int, c_size_t, c_uint64, c_void_p, cast
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

LIBRARY = "libwebkit2gtk-4.1.so.0"
TOP_LEVEL = 0
# Functions that give an object or a type; all others give nothing that is used here.
GIVE_OBJECTS = (
    "webkit_website_data_manager_new",
    "webkit_web_context_new_with_website_data_manager",
    "webkit_application_info_new",
    "gtk_window_new",
    "g_object_new",
)
# Kept from Python's tidying: C holds them as well.
called_from_c: list[object] = []


class Libraries:
    """Functions of GTK and WebKit by their C names."""

    def __init__(self) -> None:
        self._webkit = CDLL(LIBRARY)
        self._all = (self._webkit, CDLL("libgtk-3.so.0"), CDLL("libgobject-2.0.so.0"))
        for name in GIVE_OBJECTS:
            getattr(self, name).restype = c_void_p
        self.webkit_web_view_get_type.restype = c_size_t
        self.g_signal_connect_data.argtypes = [
            c_void_p,
            c_char_p,
            c_void_p,
            c_void_p,
            c_void_p,
            c_int,
        ]

    def __getattr__(self, name: str) -> Any:
        for library in self._all:
            if hasattr(library, name):
                return getattr(library, name)
        raise AttributeError(name)

    def on(self, thing: int, signal: str, kind: Any, call: Callable[..., object]) -> None:
        """Calls when an object gives a signal."""
        wrapped = kind(call)
        called_from_c.append(wrapped)
        self.g_signal_connect_data(thing, signal.encode(), cast(wrapped, c_void_p), None, None, 0)

    def version(self) -> tuple[int, int, int]:
        """The engine's version."""
        return (
            self.webkit_get_major_version(),
            self.webkit_get_minor_version(),
            self.webkit_get_micro_version(),
        )


class Tablet:
    """One profile with its windows."""

    def __init__(
        self, c: Libraries, profile: Path, downloads: Path, size: tuple[int, int]
    ) -> None:
        self._c = c
        self._downloads = downloads
        self._size = size
        manager = c.webkit_website_data_manager_new(
            b"base-data-directory",
            str(profile / "data").encode(),
            b"base-cache-directory",
            str(profile / "cache").encode(),
            None,
        )
        self._context = c_void_p(
            c.webkit_web_context_new_with_website_data_manager(c_void_p(manager))
        )
        languages = (c_char_p * 3)(b"en-GB", b"en", None)
        c.webkit_web_context_set_preferred_languages(self._context, languages)
        c.webkit_web_context_set_automation_allowed(self._context, 1)
        c.on(
            self._context,
            "automation-started",
            CFUNCTYPE(None, c_void_p, c_void_p, c_void_p),
            self._driven,
        )
        c.on(
            self._context,
            "download-started",
            CFUNCTYPE(None, c_void_p, c_void_p, c_void_p),
            self._download,
        )

    def _driven(self, _context: int, session: int, _data: None) -> None:
        info = c_void_p(self._c.webkit_application_info_new())
        self._c.webkit_application_info_set_name(info, b"WebKitGTK")
        self._c.webkit_application_info_set_version(info, *map(c_uint64, self._c.version()))
        self._c.webkit_automation_session_set_application_info(c_void_p(session), info)
        self._c.on(session, "create-web-view", CFUNCTYPE(c_void_p, c_void_p, c_void_p), self._open)

    def _open(self, _session: int, _data: None) -> int:
        c = self._c
        view = c.g_object_new(
            c_size_t(c.webkit_web_view_get_type()),
            b"web-context",
            self._context,
            b"is-controlled-by-automation",
            c_int(1),
            None,
        )
        window = c_void_p(c.gtk_window_new(TOP_LEVEL))
        c.gtk_window_set_decorated(window, 0)
        c.gtk_window_set_default_size(window, *self._size)
        c.gtk_container_add(window, c_void_p(view))
        c.gtk_widget_show_all(window)
        return view

    def _download(self, _context: int, download: int, _data: None) -> None:
        kind = CFUNCTYPE(c_int, c_void_p, c_char_p, c_void_p)
        self._c.on(download, "decide-destination", kind, self._destined)

    def _destined(self, download: int, name: bytes, _data: None) -> int:
        place = self._downloads / Path(name.decode()).name
        self._c.webkit_download_set_destination(c_void_p(download), place.as_uri().encode())
        return 1


def main() -> None:
    """Stays until it is ended."""
    try:
        c = Libraries()
    except OSError as error:
        sys.exit(f"{error}; apt install libwebkit2gtk-4.1-0")
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write("{}.{}.{}\n".format(*c.version()))
        return
    profile, downloads, width, height = sys.argv[1:]
    c.gtk_init(None, None)
    tablet = Tablet(c, Path(profile), Path(downloads), (int(width), int(height)))
    called_from_c.append(tablet)
    c.gtk_main()


if __name__ == "__main__":
    main()
