"""What every server and worker of the tests begins as a copy of: everything imported and read, and nothing of it looked through again."""

import gc

from outrider import lang, serve, worker  # noqa: F401
from outrider.app import build
from outrider.config import read

from . import become  # noqa: F401

for language in lang.languages():
    lang.messages(language)
build(read({}), pool=object())  # what is imported only then, too
gc.collect()
gc.freeze()
