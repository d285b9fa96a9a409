"""What is generated is fresh: schema.sql, the API document, the browser's types and table."""

import subprocess
from pathlib import Path

import msgspec

from outrider.config import MIGRATIONS, ROOT
from outrider.embedded.postgres import Postgres
from outrider.embedded.snapshot import dump
from outrider.generate import PAYLOADS, currencies, diagram, domain, openapi
from outrider.migrate import files
from outrider.offline.actions import COMMANDS
from tests.conftest import Database

SHARED = ROOT / "pwa" / "src" / "shared"


def test_schema_sql_is_what_the_migrations_make(server: Postgres, template: Database) -> None:
    assert (MIGRATIONS / "schema.sql").read_text() == dump(server, template.name), "run `make schema`"


def test_the_api_document_is_fresh() -> None:
    assert msgspec.json.decode((SHARED / "openapi.json").read_bytes()) == msgspec.json.decode(msgspec.json.encode(openapi())), (
        "run `make types`"
    )


def test_the_words_and_tables_of_the_browser_are_fresh() -> None:
    assert (SHARED / "domain.gen.ts").read_text() == domain(), "run `make types`"
    assert (SHARED / "currencies.gen.ts").read_text() == currencies(), "run `make types`"


def test_every_kind_of_command_has_its_payload_in_the_browser() -> None:
    assert list(PAYLOADS) == [kind for kind, _ in COMMANDS]


def test_the_diagram_of_the_statuses_is_fresh() -> None:
    assert (ROOT / "docs" / "statuses.md").read_text() == diagram(), "run `make types`"


def test_the_browsers_types_are_made_from_the_document(tmp_path: Path) -> None:
    target = tmp_path / "openapi.gen.ts"
    tool = ROOT / "pwa" / "node_modules" / ".bin" / "openapi-typescript"
    subprocess.run([str(tool), str(SHARED / "openapi.json"), "-o", str(target)], check=True, capture_output=True)
    assert (SHARED / "openapi.gen.ts").read_text() == target.read_text(), "run `make types`"


def test_migrations_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in files()] == list(range(1, len(files()) + 1))


def test_no_two_structs_of_the_api_have_one_name() -> None:
    """Where two have, the framework puts their modules' names before both, and the browser sees how our folders are called."""
    assert [name for name in openapi()["components"]["schemas"] if "_" in name] == []
