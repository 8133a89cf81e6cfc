"""A pack as one file to take away. The same bytes each time."""

import secrets
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_NEVER = (1980, 1, 1, 0, 0, 0)  # the first time that a zip file can say
_PLAIN_FILE = 0o100644 << 16
_PART = 1 << 20


def zipped(folder: Path, file: Path, name: str) -> Path:
    """Write all of `folder` into `file`, under `name`, in order, with no times. Others see it whole or not at all."""
    beside = file.with_name(f".{file.name}.{secrets.token_hex(6)}")
    try:
        with ZipFile(beside, "w", ZIP_DEFLATED, compresslevel=6) as archive:
            for path in sorted(one for one in folder.rglob("*") if one.is_file()):
                info = ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", _NEVER)
                info.compress_type, info.external_attr, info.create_system = ZIP_DEFLATED, _PLAIN_FILE, 3
                with path.open("rb") as source, archive.open(info, "w") as target:
                    while part := source.read(_PART):
                        target.write(part)
        beside.rename(file)
    finally:
        beside.unlink(missing_ok=True)
    return file
