"""The words of the browser, by language."""

import json
from pathlib import Path

import outrider

ROOT = Path(outrider.__file__).parent
WEB = ROOT.parents[1] / "pwa" / "src"
BROWSER = {path.stem: json.loads(path.read_text()) for path in (WEB / "shared" / "locales").glob("*.json")}
