"""Make pwpservice/static/vendor/nhsuk-frontend-<version>/ from the npm package of that version.

Run by hand when the version changes (needs npm). What it writes is committed, so that nobody else
needs node.
"""

import base64
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "10.6.1"
INTEGRITY = (
    "sha512-PZorqQZjZx/A26yJoskCL9z0ib6AtkAyF0o4K/RHr8zR"
    "rJyXrUOCnMbjy0VNXsGO4tfTNMwqlkwATKs4a0xayw=="
)
TARGET = (
    Path(__file__).resolve().parent.parent
    / "pwpservice/static/vendor"
    / f"nhsuk-frontend-{VERSION}"
)
DIST = "package/dist/nhsuk"
STYLE, SCRIPT = "nhsuk-frontend.min.css", "nhsuk-frontend.min.js"
FONT_FACES, IMAGE_LINKS = 2, 12

# The package names its licence but does not carry the text; this is the repository's own.
LICENCE = """\
MIT License

Copyright (c) 2019 NHS.UK

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


def download() -> bytes:
    """The package as npm gives it, refused unless it is byte for byte the one we reviewed."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", f"nhsuk-frontend@{VERSION}", "--silent", "--pack-destination"]
        subprocess.run([*command, folder], check=True, stdout=subprocess.DEVNULL)
        package = next(Path(folder).glob("*.tgz")).read_bytes()
    found = "sha512-" + base64.b64encode(hashlib.sha512(package).digest()).decode()
    if found != INTEGRITY:
        sys.exit(f"nhsuk-frontend {VERSION} has another checksum than expected: {found}")
    return package


def edited_style(css: str) -> str:
    """No remote font (licensed to NHS bodies only), images beside the file, no source map."""
    css, fonts = re.subn(r"@font-face\s*\{[^}]*\}", "", css)
    css, links = re.subn(r"url\(/assets/images/", "url(images/", css)
    if (fonts, links) != (FONT_FACES, IMAGE_LINKS):
        sys.exit(f"Expected 2 fonts and 12 image links, found {fonts} and {links}: look again.")
    return without_source_map(css)


def without_source_map(text: str) -> str:
    """Manifest storage fails on a map that is not there."""
    return re.sub(r"(/\*|//)# sourceMappingURL=.*?(\*/|$)", "", text, flags=re.M).rstrip() + "\n"


def write(package: bytes) -> None:
    """Write the stylesheet, the script, the pictures the stylesheet names, and the licence."""
    shutil.rmtree(TARGET, ignore_errors=True)
    (TARGET / "images").mkdir(parents=True)
    with tarfile.open(fileobj=io.BytesIO(package)) as tar:

        def read(name: str) -> bytes:
            return tar.extractfile(f"{DIST}/{name}").read()

        style = edited_style(read(STYLE).decode())
        (TARGET / STYLE).write_text(style)
        (TARGET / SCRIPT).write_text(without_source_map(read(SCRIPT).decode()))
        # Only these: the others hold the NHS logo, which is not ours to show.
        for name in sorted(set(re.findall(r"url\(images/([\w.-]+)\)", style))):
            (TARGET / "images" / name).write_bytes(read(f"assets/images/{name}"))
    (TARGET / "LICENCE.txt").write_text(LICENCE)


if __name__ == "__main__":
    write(download())
    print(f"Wrote {TARGET}")
