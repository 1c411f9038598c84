"""What can be known to be wrong before anything is installed: the folder, the settings, the port."""

import errno
import socket
import tempfile
from pathlib import Path

from advocates.config import env
from ground.environment import ROOT


def check_folder(folder: Path = ROOT) -> None:
    """Stop where the virtual environment could not be made."""
    try:
        # Asking for the permission is not enough: root has it on a read-only disk too.
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".writable-"):
            pass
    except OSError as error:
        env.stop(
            f"The folder {folder} cannot be written to ({error.strerror}); copy the project to one that can."
        )


def check_settings() -> int:
    """Stop at a bad setting, by the rules the program itself starts with; return the port."""
    port = env.integer("PORT", 8000, 1, 65535)
    folder = env.data_dir(ROOT / "var")
    env.site_url(port)
    env.database(folder)
    env.cache()
    return port


def check_port(port: int) -> None:
    """Stop when the server would not get its port."""
    with socket.socket() as probe:
        # Without it, a port that a stopped server left a minute ago would count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            env.stop(_why_not(port, error))


def _why_not(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use; stop the other program or choose another port: PORT={_next(port)} make run"
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system; choose a higher one: PORT=8000 make run"
    return f"Port {port} cannot be used ({error.strerror}); choose another one: PORT=8080 make run"


def _next(port: int) -> int:
    return port + 1 if port < 65535 else 8000
