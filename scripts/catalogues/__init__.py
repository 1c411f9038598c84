"""Translation catalogues without GNU gettext: Babel reads Python, Django's own lexer reads the templates."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "advocates"
LOCALE = PACKAGE / "locale"
