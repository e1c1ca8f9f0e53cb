"""A secret key for a checkout that has none in its environment."""

import os
import secrets
from pathlib import Path

from conductatlas.env import env_secret


def local_secret_key(var_dir: Path) -> str:
    """Return SECRET_KEY, else one made once and kept in var/ (mode 0600, never committed).

    Two processes starting at once agree: the file is created exclusively, and the loser reads the winner's.
    """
    from_environment = env_secret("SECRET_KEY", "")
    if from_environment:
        return from_environment
    var_dir.mkdir(parents=True, exist_ok=True)
    path = var_dir / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(50), encoding="ascii")
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first
        finally:
            draft.unlink()
    return path.read_text(encoding="ascii")
