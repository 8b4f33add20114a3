"""Serves a folder on this machine only, at the first free port from 8000, and says where."""

from __future__ import annotations

import functools
import http.server
import sys
from typing import ClassVar


class Handler(http.server.SimpleHTTPRequestHandler):
    """Files as they are; no log line a request."""

    extensions_map: ClassVar[dict[str, str]] = {
        **http.server.SimpleHTTPRequestHandler.extensions_map,
        ".js": "text/javascript",
    }

    def log_message(self, format: str, *args: object) -> None:
        pass


def listen(folder: str, ports: range) -> http.server.ThreadingHTTPServer:
    """A server for `folder` on the first free port; OSError when all are taken."""
    handler = functools.partial(Handler, directory=folder)
    for port in ports:
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
        except OSError:
            continue
    raise OSError(f"ports {ports.start} to {ports.stop - 1} are all in use; stop one and retry")


def main() -> None:
    try:
        server = listen(sys.argv[1], range(8000, 8100))
    except OSError as error:
        sys.exit(str(error))
    print(f"Read the book at http://127.0.0.1:{server.server_port}/  (Ctrl+C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
